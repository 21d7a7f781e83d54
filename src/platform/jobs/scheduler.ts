import { Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Log } from '../log/log';

/** Something that is done again and again. It has to bear being done by several processes at once, and being cut short. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
}

const DRAIN_MS = 5_000;

/** Runs jobs at intervals, from the moment that the application is up. A run that takes longer than its interval is not doubled. */
@Injectable()
export class Scheduler implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #jobs: Job[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running = new Map<string, Promise<void>>();
  #started = false;

  constructor(private readonly log: Log) {}

  register(job: Job): void {
    this.#jobs.push(job);
    if (this.#started) this.#start(job);
  }

  onApplicationBootstrap(): void {
    this.#started = true;
    this.#jobs.forEach((job) => this.#start(job));
  }

  /** Starts nothing more, and waits a moment for what is running. */
  async onModuleDestroy(): Promise<void> {
    this.#timers.forEach((timer) => clearInterval(timer));
    const timeout = new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref());
    await Promise.race([Promise.allSettled(this.#running.values()), timeout]);
  }

  #start(job: Job): void {
    this.#timers.push(setInterval(() => this.#run(job), job.everyMs).unref());
    this.#run(job);
  }

  #run(job: Job): void {
    if (this.#running.has(job.name)) return;
    const run = job
      .run()
      .then(() => undefined, (error: unknown) => this.log.error({ job: job.name, error: error instanceof Error ? error.message : String(error) }, 'A job failed and will run again'))
      .finally(() => this.#running.delete(job.name));
    this.#running.set(job.name, run);
  }
}
