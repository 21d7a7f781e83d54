import 'reflect-metadata';
import { join } from 'node:path';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module';
import { BODY_LIMIT_BYTES, installParsers, parseRoutedQuery } from './doors/http/parsers';
import { errorAnswer } from './doors/http/error-response';
import { installRateLimit } from './doors/http/rate-limit.hook';
import { securityHeaders } from './doors/http/security-headers';
import { Clock, SystemClock } from './platform/clock/clock';
import type { AppConfig } from './platform/config/app-config';
import { FirstAdministrator } from './server/first-administrator';
import { Seed } from './server/seed';
import { ProjectRoot } from './platform/config/project-root';
import { InvalidQueryError } from './platform/errors/errors';

/** Every verb of the dialect: without a list a browser would let only the simple ones through. */
const CORS_METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'SEARCH'];
const ONE_YEAR_MS = 31_536_000_000;
/** How long a request may take to come in. */
const SLOW_AT_MOST_MS = 20_000;
/** How long a shutdown waits for requests that are under way. */
const DRAIN_MS = 8_000;

/** Builds the whole application, ready to listen. The database must be migrated already. */
export async function createApp(config: AppConfig, clock: Clock = new SystemClock()): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    // Never `true` and never a hop count: only networks that the operator names may say who the client is.
    trustProxy: config.http.trustProxy.length > 0 ? [...config.http.trustProxy] : false,
    bodyLimit: BODY_LIMIT_BYTES,
    // Fastify's default is none at all; slow senders are cut. Node takes the longer of the two for the whole request and the shorter for its
    // headers, whichever is called what, and looks only each half minute where it is not told.
    requestTimeout: SLOW_AT_MOST_MS,
    http: { headersTimeout: SLOW_AT_MOST_MS, connectionsCheckingInterval: 5_000 },
    connectionTimeout: 60_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // The dialect takes `/users/` for `/users`.
    routerOptions: { querystringParser: parseRoutedQuery, maxParamLength: 200, ignoreTrailingSlash: true },
    frameworkErrors: (_error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      const answer = errorAnswer([new InvalidQueryError({ reason: 'The address could not be read' })], clock.now());
      void reply.code(answer.status).headers(headers).send(answer.body);
    },
  });
  const headers = securityHeaders(config.isHttps);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, clock), adapter, { bodyParser: false, logger: ['error', 'warn'], abortOnError: false });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  fastify.addHttpMethod('SEARCH', { hasBody: true });
  fastify.addHook('onRequest', async (_request, reply) => void reply.headers(headers));
  fastify.addHook('preClose', (done) => {
    setTimeout(() => fastify.server.closeAllConnections(), DRAIN_MS).unref();
    done();
  });
  installRateLimit(fastify, config.limits.requestsASecond, clock);
  await fastify.register(cookie);
  await fastify.register(compress, { threshold: 1024, encodings: ['br', 'gzip'], brotliOptions: { params: { 1: 4 } } });
  await installParsers(fastify);
  await serveAssets(fastify, app.get(ProjectRoot));
  if (config.http.cors.length > 0) app.enableCors({ origin: [...config.http.cors], methods: CORS_METHODS, credentials: true, maxAge: 600 });
  app.enableShutdownHooks();
  await app.init();
  await app.get(Seed).plant();
  await app.get(FirstAdministrator).createFromEnvironment();
  return app;
}

/** Built files carry a hash of their content in the name, so a browser may keep them for good. */
async function serveAssets(fastify: FastifyInstance, root: ProjectRoot): Promise<void> {
  await fastify.register(fastifyStatic, {
    root: join(root.path, 'public', 'build'),
    prefix: '/assets/',
    index: false,
    decorateReply: false,
    cacheControl: true,
    maxAge: ONE_YEAR_MS,
    immutable: true,
  });
}
