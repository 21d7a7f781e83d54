import { randomBytes } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { SignedIn } from '../doors/http/access.decorator';
import { InvalidQueryError } from '../platform/errors/errors';
import { parseFlowBody } from '../platform/payload/parse-flow-body';
import { Passwords } from '../users/passwords';

const LENGTH_AT_MOST = 500;
const DEFAULT_LENGTH = 32;

const hashBody = z.strictObject({ string: z.string().min(1).max(1024) });
const verifyBody = z.strictObject({ string: z.string().max(1024), hash: z.string().min(1).max(512) });

/** REST: /utils, what the client offers as random text and hashes. For signed-in callers only: hashing is work. */
@Controller('utils')
@SignedIn()
export class UtilsController {
  constructor(private readonly passwords: Passwords) {}

  @Get('random/string')
  random(@Query('length') length: unknown) {
    const wanted = length === undefined ? DEFAULT_LENGTH : Number(length);
    if (!Number.isInteger(wanted) || wanted < 1) throw new InvalidQueryError({ reason: '"length" must be a whole number of 1 or more' });
    if (wanted > LENGTH_AT_MOST) throw new InvalidQueryError({ reason: `"length" can't be more than ${LENGTH_AT_MOST} characters` });
    return { data: randomBytes(wanted).toString('base64url').slice(0, wanted) };
  }

  @Post('hash/generate')
  @HttpCode(200)
  async generate(@Body() body: unknown) {
    return { data: await this.passwords.hashText(parseFlowBody(hashBody, body).string) };
  }

  @Post('hash/verify')
  @HttpCode(200)
  async verify(@Body() body: unknown) {
    const { string, hash } = parseFlowBody(verifyBody, body);
    return { data: await this.passwords.verify(hash, string) };
  }
}
