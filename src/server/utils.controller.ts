import { randomBytes } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Public, SignedIn } from '../doors/http/access.decorator';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import { InvalidPayloadError, InvalidQueryError } from '../platform/errors/errors';
import { parseFlowBody } from '../platform/payload/parse-flow-body';
import { Passwords } from '../users/passwords';

const LENGTH_AT_MOST = 500;
const DEFAULT_LENGTH = 32;

const ARGON2 = /^\$argon2(?:id|i|d)\$v=19\$m=(\d{1,10}),t=(\d{1,10}),p=(\d{1,10})\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;
/** What a hash of somebody else's making may cost at most: twice the memory (in KiB) that the dialect's own hashes take. */
const COST_AT_MOST = { memory: 131_072, passes: 8, lanes: 8 } as const;

const randomQuery = z.object({ length: z.int().min(1).max(LENGTH_AT_MOST).default(DEFAULT_LENGTH) });
const hashBody = z.strictObject({ string: z.string().min(1).max(1024) });
const verifyBody = z.strictObject({ string: z.string().max(1024), hash: z.string().min(1).max(512) });

/** REST: /utils, what the client offers as random text and hashes. Hashes for signed-in callers only: they are work. */
@Controller('utils')
@InArea({ name: 'Utilities', about: 'Random texts and hashes.' })
export class UtilsController {
  constructor(private readonly passwords: Passwords) {}

  @Get('random/string')
  @Public()
  @Describes({ summary: 'Make a random text', query: randomQuery, answers: { 200: { data: z.string() } }, sdk: 'randomString(32)' })
  random(@Query('length') length: unknown) {
    const wanted = length === undefined ? DEFAULT_LENGTH : Number(length);
    if (!Number.isInteger(wanted) || wanted < 1) throw new InvalidQueryError({ reason: '"length" must be a whole number of 1 or more' });
    if (wanted > LENGTH_AT_MOST) throw new InvalidQueryError({ reason: `"length" must be less than or equal to ${LENGTH_AT_MOST}` });
    return { data: randomBytes(wanted).toString('base64url').slice(0, wanted) };
  }

  @Post('hash/generate')
  @SignedIn()
  @HttpCode(200)
  @Describes({ summary: 'Hash a text with Argon2id', body: hashBody, example: { string: 'four words are easy' }, answers: { 200: { data: z.string() } }, sdk: "generateHash('four words are easy')" })
  async generate(@Body() body: unknown) {
    return { data: await this.passwords.hashText(parseFlowBody(hashBody, body).string) };
  }

  @Post('hash/verify')
  @SignedIn()
  @HttpCode(200)
  @Describes({ summary: 'Ask whether a text has this hash', body: verifyBody, example: { string: 'four words are easy', hash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA' }, answers: { 200: { data: z.boolean() } }, sdk: "verifyHash('four words are easy', hash)" })
  async verify(@Body() body: unknown) {
    const { string, hash } = parseFlowBody(verifyBody, body);
    if (!isAffordable(hash)) throw new InvalidPayloadError({ reason: 'Invalid "hash" or "string"' });
    return { data: await this.passwords.verifyText(hash, string) };
  }
}

/** The hash says itself what it costs to verify: one of 4 GiB must not take the server's memory. */
function isAffordable(hash: string): boolean {
  const [memory, passes, lanes] = (ARGON2.exec(hash) ?? []).slice(1).map(Number);
  return memory !== undefined && memory <= COST_AT_MOST.memory && passes! <= COST_AT_MOST.passes && lanes! <= COST_AT_MOST.lanes;
}
