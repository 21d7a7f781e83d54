import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** How the server behaves: takes mail, puts it off, refuses it for good (at the recipient or the content), never answers, or takes it and drops the line. */
export type MailboxMode = 'ok' | 'later' | 'refuse' | 'refuse-data' | 'hang' | 'drop-after-data';

export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly parsed: ParsedMail;
}

/** A real SMTP server on loopback that keeps what it gets. */
export class Mailbox {
  readonly received: ReceivedMail[] = [];
  mode: MailboxMode = 'ok';
  /** Addresses that are refused for good in every mode. */
  readonly unknown = new Set<string>();

  private constructor(private readonly server: SMTPServer) {}

  static async start(port = 0): Promise<Mailbox> {
    const server: SMTPServer = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData: (stream, session, callback) => {
        void mailbox.#take(stream, session.envelope.rcptTo.map(({ address }) => address), callback);
      },
      onRcptTo: ({ address }, _session, callback) => {
        if (mailbox.mode === 'refuse' || mailbox.unknown.has(address)) return callback(Object.assign(new Error('No such user'), { responseCode: 550 }));
        if (mailbox.mode === 'later') return callback(Object.assign(new Error('Try again later'), { responseCode: 451 }));
        callback();
      },
    });
    // A client that gives up halfway is not this server's trouble.
    server.on('error', () => undefined);
    const mailbox = new Mailbox(server);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return mailbox;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** Mails to one address, oldest first. */
  to(address: string): ReceivedMail[] {
    return this.received.filter((mail) => mail.to.toLowerCase() === address.toLowerCase());
  }

  /** Waits for the n-th mail to an address. */
  async waitFor(address: string, count = 1, timeoutMs = 10_000): Promise<ReceivedMail> {
    for (let waited = 0; waited < timeoutMs; waited += 25) {
      const mail = this.to(address)[count - 1];
      if (mail) return mail;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`No mail number ${count} to ${address} within ${timeoutMs} ms; there are ${this.received.map((mail) => mail.to).join(', ') || 'none'}.`);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  async #take(stream: NodeJS.ReadableStream, recipients: string[], callback: (error?: Error | null) => void): Promise<void> {
    const parsed = await simpleParser(stream as never);
    if (this.mode === 'hang') return;
    if (this.mode === 'refuse-data') return callback(Object.assign(new Error('Looks like spam'), { responseCode: 554 }));
    for (const to of recipients) {
      this.received.push({ to, subject: parsed.subject ?? '', text: parsed.text ?? '', html: parsed.html || '', messageId: parsed.messageId ?? '', parsed });
    }
    if (this.mode === 'drop-after-data') return void this.server.connections.forEach((connection) => (connection as unknown as { _socket: { destroy(): void } })._socket.destroy());
    callback();
  }
}

/** The first link of a mail that carries a token, as a path with its query. */
export function linkIn(mail: ReceivedMail): string {
  const link = /https?:\/\/[^\s"<>]+[?&]token=[\w-]+[^\s"<>]*/.exec(mail.text)?.[0];
  if (!link) throw new Error(`No link with a token in: ${mail.text}`);
  const url = new URL(link);
  return url.pathname + url.search;
}
