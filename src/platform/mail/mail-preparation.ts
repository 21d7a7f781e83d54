import { Injectable } from '@nestjs/common';
import type { OneTimeToken, OutboxMail } from '../../generated/sqlite/client';
import { Clock } from '../clock/clock';
import { AppConfig } from '../config/app-config';
import { PrismaService } from '../database/prisma.service';
import { OneTimeTokens } from '../tokens/one-time-tokens.service';
import { tokenLink } from '../tokens/token-link';
import { tokenState, type TokenState } from '../tokens/token-state';
import { MailBrand } from './mail-brand';
import { absoluteTime, shortDay } from './mail-text';
import { MailRenderer, type MailFacts, type RenderedMail } from './mail.renderer';

/** What stands in a shown mail where the link would be. */
const HIDDEN_TOKEN = 'hidden';

export type PreparedMail =
  | { readonly kind: 'ready'; readonly mail: RenderedMail; readonly fromName: string }
  /** Its link no longer works, so nobody needs the mail. */
  | { readonly kind: 'pointless'; readonly reason: string };

const WHY_POINTLESS: Readonly<Record<Exclude<TokenState['kind'], 'usable'>, string>> = {
  unknown: 'The person it was for has been removed',
  used: 'Its link was used before the mail went out',
  expired: 'Its link expired before the mail went out',
  replaced: 'A newer mail replaced it',
  revoked: 'Its link was revoked before the mail went out',
  declined: 'The person declined',
};

/** Makes a queued row into the mail that goes out: gathers the facts and derives the link. */
@Injectable()
export class MailPreparation {
  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly tokens: OneTimeTokens,
    private readonly brand: MailBrand,
    private readonly renderer: MailRenderer,
  ) {}

  /** The mail for its recipient. Throws where the template cannot be rendered. */
  async toSend(row: OutboxMail): Promise<PreparedMail> {
    const token = await this.#tokenOf(row);
    const reason = this.#whyPointless(token);
    if (reason !== null) return { kind: 'pointless', reason };
    const found = token?.kind === 'usable' ? token.row : null;
    const facts = await this.#facts(row, found, found ? this.tokens.deriveToken(found.id) : HIDDEN_TOKEN);
    return { kind: 'ready', mail: this.renderer.render(row.template, row.model as Record<string, unknown>, facts), fromName: facts.brand.projectName };
  }

  /** The mail for a page: as it is sent, with a stand-in for the token. */
  async toShow(row: OutboxMail): Promise<RenderedMail> {
    const token = await this.#tokenOf(row);
    const found = token && token.kind !== 'unknown' ? token.row : null;
    return this.renderer.render(row.template, row.model as Record<string, unknown>, await this.#facts(row, found, HIDDEN_TOKEN));
  }

  /** The link that the mail carries, for an administrator; null where it no longer works, and always for one that resets a password. */
  async linkToShow(row: OutboxMail): Promise<string | null> {
    const token = await this.#tokenOf(row);
    if (token?.kind !== 'usable' || token.row.purpose === 'password_reset' || !this.tokens.isDerivable(token.row)) return null;
    return tokenLink(token.row, this.tokens.deriveToken(token.row.id), this.config.publicOrigin);
  }

  /** Null where the mail is still of use. */
  async whyPointless(row: OutboxMail): Promise<string | null> {
    return this.#whyPointless(await this.#tokenOf(row));
  }

  #whyPointless(token: TokenState | null): string | null {
    if (!token) return null;
    if (token.kind !== 'usable') return WHY_POINTLESS[token.kind];
    return this.tokens.isDerivable(token.row) ? null : 'SECRET was changed after the mail had been queued: send a new one';
  }

  async #tokenOf(row: OutboxMail): Promise<TokenState | null> {
    if (!row.tokenId) return null;
    const token = await this.prisma.client.oneTimeToken.findUnique({ where: { id: row.tokenId }, include: { user: { select: { emailKey: true } } } });
    return tokenState(token, this.clock.now());
  }

  async #facts(row: OutboxMail, token: OneTimeToken | null, tokenText: string): Promise<MailFacts> {
    const publicUrl = this.config.publicOrigin;
    const facts = { brand: await this.brand.current(), address: row.toAddress, publicUrl };
    if (!row.tokenId) return facts;
    return {
      ...facts,
      link: token ? tokenLink(token, tokenText, publicUrl) : publicUrl,
      declineLink: `${publicUrl}/admin/accept-invite/decline?token=${tokenText}`,
      expires: token ? absoluteTime(token.expiresAt) : '',
      expiresDay: token ? shortDay(token.expiresAt) : '',
    };
  }
}
