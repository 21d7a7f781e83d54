import type { SqlDriverAdapter, SqlDriverAdapterFactory, Transaction } from '@prisma/driver-adapter-utils';

/** Prisma begins a transaction of this level where it is to join one that is open; nothing else asks for a level. */
export const JOINING = 'Serializable';
const JOINING_ON_THE_DRIVER = 'SERIALIZABLE';

/** One adapter for Prisma and for us: a transaction that we began is handed to Prisma's client, which then neither commits nor rolls it back. */
export class JoinableDriver {
  #connected: Promise<SqlDriverAdapter> | null = null;
  #handedOver: Transaction | null = null;

  constructor(private readonly factory: SqlDriverAdapterFactory) {}

  async begin(): Promise<Transaction> {
    return (await this.#adapter()).startTransaction();
  }

  /** What the next of Prisma's transactions that joins one finds. */
  handOver(transaction: Transaction): void {
    this.#handedOver = transaction;
  }

  forPrisma(): SqlDriverAdapterFactory {
    const { provider, adapterName } = this.factory;
    return {
      provider,
      adapterName,
      connect: async () => {
        const adapter = await this.#adapter();
        return {
          provider,
          adapterName,
          queryRaw: (query) => adapter.queryRaw(query),
          executeRaw: (query) => adapter.executeRaw(query),
          executeScript: (script) => adapter.executeScript(script),
          startTransaction: async (level) => (level === JOINING_ON_THE_DRIVER ? joined(this.#handedOver!) : adapter.startTransaction(level)),
          getConnectionInfo: () => adapter.getConnectionInfo?.() ?? { supportsRelationJoins: false },
          // Prisma connects anew after it disconnected; the adapter ends with the program.
          dispose: async () => undefined,
        };
      },
    };
  }

  async dispose(): Promise<void> {
    await (await this.#connected)?.dispose();
  }

  #adapter(): Promise<SqlDriverAdapter> {
    return (this.#connected ??= this.factory.connect());
  }
}

/** The same connection, whose end is not Prisma's business. */
function joined(transaction: Transaction): Transaction {
  const { provider, adapterName } = transaction;
  return {
    provider,
    adapterName,
    // A phantom COMMIT is one that is only told to the log.
    options: { usePhantomQuery: true },
    queryRaw: (query) => transaction.queryRaw(query),
    executeRaw: (query) => transaction.executeRaw(query),
    commit: async () => undefined,
    rollback: async () => undefined,
  };
}
