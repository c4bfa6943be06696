/** What the API sends, as the functions declare it. Types only: nothing of the backend gets into the page. */
import type * as z from 'zod/mini';
import type { SupportedAttachments as SupportedAttachmentsSchema } from '../../lib/domain/analysis.ts';
import type { Checkout as CheckoutSchema, Rate as RateSchema } from '../../lib/domain/billing.ts';
import type { Upload as UploadSchema } from '../../lib/domain/uploads.ts';

export type { AnalysisResult } from '../../lib/analysis/result.ts';
export type { User, UserWithToken } from '../../lib/domain/accounts.ts';
export type { ApiKey } from '../../lib/domain/keys.ts';
export type { Transaction } from '../../lib/domain/ledger.ts';
export type { Task } from '../../lib/domain/tasks.ts';
export type Checkout = z.infer<typeof CheckoutSchema>;
export type Rate = z.infer<typeof RateSchema>;
export type SupportedAttachments = z.infer<typeof SupportedAttachmentsSchema>;
export type Upload = z.infer<typeof UploadSchema>;

/** Which second factor is on. */
export interface TwoFactorState {
  backup_codes_left: number | null;
  method: 'email' | 'totp' | null;
}

export interface TotpSetup {
  otpauth_uri: string;
  qr_svg: string;
  secret: string;
}

/** Shown once, when an app was set up. */
export interface BackupCodes {
  backup_codes: string[];
}
