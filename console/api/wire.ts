/** What the API sends, as the functions declare it. Types only: nothing of the backend gets into the page. */
import type * as z from 'zod/mini';
import type { SupportedAttachments as SupportedAttachmentsSchema } from '../../lib/domain/analysis.ts';
import type { Checkout as CheckoutSchema, Rate as RateSchema } from '../../lib/domain/billing.ts';
import type {
  BackupCodes as BackupCodesSchema,
  TotpSetup as TotpSetupSchema,
} from '../../lib/domain/enrolment.ts';
import type { TwoFactor as TwoFactorSchema } from '../../lib/domain/second-factor.ts';
import type { Upload as UploadSchema } from '../../lib/domain/uploads.ts';

export type { AnalysisResult } from '../../lib/analysis/result.ts';
export type { User, UserWithToken } from '../../lib/domain/accounts.ts';
export type { ApiKey } from '../../lib/domain/keys.ts';
export type { Transaction } from '../../lib/domain/ledger.ts';
export type { Task } from '../../lib/domain/tasks.ts';
export type Checkout = z.infer<typeof CheckoutSchema>;
export type Rate = z.infer<typeof RateSchema>;
export type SupportedAttachments = z.infer<typeof SupportedAttachmentsSchema>;
export type BackupCodes = z.infer<typeof BackupCodesSchema>;
export type TotpSetup = z.infer<typeof TotpSetupSchema>;
export type TwoFactorState = z.infer<typeof TwoFactorSchema>;
export type Upload = z.infer<typeof UploadSchema>;
