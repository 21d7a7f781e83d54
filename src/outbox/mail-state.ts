import { relativeTime } from '../doors/html/relative-time';
import { type MailState, type StoredMail } from '../platform/mail/mail';

/** A state as people see it: word, icon and colour, and why. Never says "sent" of a mail that no server took. */
export interface ShownState {
  readonly label: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'info' | null;
  readonly icon: string;
  readonly reason: string | null;
}

export const STATE_LABELS: Readonly<Record<MailState, string>> = { queued: 'Waiting', processing: 'Being sent', sent: 'Sent', failed: 'Refused', abandoned: 'Given up' };

/** @param canSend whether SMTP is configured at all */
export function shownState(mail: Pick<StoredMail, 'state' | 'attempts' | 'lastError' | 'nextAttemptAt' | 'sentAt'>, canSend: boolean, now: Date): ShownState {
  switch (mail.state as MailState) {
    case 'sent':
      return { label: STATE_LABELS.sent, tone: 'good', icon: 'mail-check', reason: `The mail server took it ${relativeTime(mail.sentAt?.toISOString() ?? null, now).toLowerCase()}` };
    case 'processing':
      return { label: STATE_LABELS.processing, tone: 'info', icon: 'send', reason: null };
    case 'failed':
      return { label: STATE_LABELS.failed, tone: 'bad', icon: 'mail-warning', reason: mail.lastError };
    case 'abandoned':
      return { label: STATE_LABELS.abandoned, tone: null, icon: 'mail-x', reason: mail.lastError };
    default:
      if (!canSend) return { label: 'Not sent', tone: 'warn', icon: 'mail', reason: 'No SMTP is configured' };
      if (mail.attempts === 0) return { label: STATE_LABELS.queued, tone: 'info', icon: 'clock', reason: 'In a moment' };
      return { label: STATE_LABELS.queued, tone: 'warn', icon: 'clock', reason: `${mail.lastError ?? 'The last attempt failed'}. ${nextTry(mail.nextAttemptAt, now)}` };
  }
}

function nextTry(at: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((at.getTime() - now.getTime()) / 1000));
  if (seconds < 5) return 'Next attempt in a moment';
  return seconds < 90 ? `Next attempt in ${seconds} seconds` : `Next attempt in ${Math.round(seconds / 60)} minutes`;
}
