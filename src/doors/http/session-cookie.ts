import '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../../platform/config/app-config';

/** Reads and writes our cookies with one set of attributes: HttpOnly, Lax, whole site, and `__Host-` with Secure under https. */
@Injectable()
export class Cookies {
  constructor(private readonly config: AppConfig) {}

  /** The name as the browser sees it. */
  nameOf(name: string): string {
    return this.config.isHttps ? `__Host-${name}` : name;
  }

  read(request: FastifyRequest, name: string): string | null {
    return request.cookies[this.nameOf(name)] ?? null;
  }

  /** `maxAgeMs` null: until the browser closes. */
  write(reply: FastifyReply, name: string, value: string, maxAgeMs: number | null): void {
    void reply.setCookie(this.nameOf(name), value, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: this.config.isHttps,
      ...(maxAgeMs === null ? {} : { maxAge: Math.floor(maxAgeMs / 1000) }),
    });
  }

  clear(reply: FastifyReply, name: string): void {
    void reply.clearCookie(this.nameOf(name), { path: '/', httpOnly: true, sameSite: 'lax', secure: this.config.isHttps });
  }
}
