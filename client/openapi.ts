/** Generated from openapi.json by `npm run generate`. */
export interface paths {
  readonly '/auth/register': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Register an account; the activation code comes by mail
     * @description For PUBLIC or PRIVATE.
     */
    readonly post: operations['auth.register'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/auth/google': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Sign in, or register, with a Google ID token
     * @description Open to all, without credentials.
     */
    readonly post: operations['auth.google'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/auth/session': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Log in with e-mail and password, and a code where two-factor authentication is on
     * @description For BASIC.
     */
    readonly post: operations['auth.login'];
    /**
     * Log out: end the calling session, and no other
     * @description For USER. An account that is not active yet may call it, too.
     */
    readonly delete: operations['auth.logout'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_email}/password': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    /**
     * Set a new password by a mailed CHANGE_PASSWORD code; every other session ends
     * @description For USER, PUBLIC or PRIVATE.
     */
    readonly patch: operations['user.change_password'];
    readonly trace?: never;
  };
  readonly '/users/{user_email}/otp/{otp_type}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Mail a code of six digits: CHANGE_PASSWORD, TWO_FACTOR_AUTH, ACTIVATION or DELETE_ACCOUNT
     * @description For USER, PUBLIC or PRIVATE.
     */
    readonly post: operations['user.send_code'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_email}/activate': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Activate an account by its mailed code
     * @description For PUBLIC or PRIVATE.
     */
    readonly post: operations['user.activate'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/2fa': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Tell which second factor is on, and how many backup codes are left
     * @description For USER or PRIVATE.
     */
    readonly get: operations['user.view_2fa'];
    readonly put?: never;
    /**
     * Turn two-factor authentication on by a mailed TWO_FACTOR_AUTH code, or by an app’s first code
     * @description For USER or PRIVATE.
     */
    readonly post: operations['user.enable_2fa'];
    /**
     * Turn two-factor authentication off by a mailed TWO_FACTOR_AUTH code, or one of the app
     * @description For USER or PRIVATE.
     */
    readonly delete: operations['user.disable_2fa'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/2fa/totp': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Get the secret for an authenticator app, by a code of the present second factor or a mailed one
     * @description For USER or PRIVATE.
     */
    readonly post: operations['user.begin_totp'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/sessions': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * List the open sessions, newest first
     * @description For USER or PRIVATE.
     */
    readonly get: operations['user.view_sessions'];
    readonly put?: never;
    readonly post?: never;
    /**
     * End every other session; for the operator, all of them
     * @description For USER or PRIVATE.
     */
    readonly delete: operations['user.end_sessions'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/sessions/{session_id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    readonly post?: never;
    /**
     * End one session; its token is dead when this answers
     * @description For USER or PRIVATE.
     */
    readonly delete: operations['user.end_session'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/google': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    readonly post?: never;
    /**
     * Take Google sign-in off the account, which must have a password
     * @description For USER or PRIVATE.
     */
    readonly delete: operations['user.unlink_google'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * View the account
     * @description For USER, KEY or PRIVATE. An account that is not active yet may call it, too.
     */
    readonly get: operations['user.view'];
    readonly put?: never;
    readonly post?: never;
    /**
     * Delete the account for good; its owner needs a code: the app’s, or a mailed DELETE_ACCOUNT one
     * @description For USER or PRIVATE.
     */
    readonly delete: operations['user.erase'];
    readonly options?: never;
    readonly head?: never;
    /**
     * Change the names or the theme; nothing else of an account can be set
     * @description For USER or PRIVATE. An account that is not active yet may call it, too.
     */
    readonly patch: operations['user.update'];
    readonly trace?: never;
  };
  readonly '/users/{user_id}/audit': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * List the changes of credentials, money and rights, newest first
     * @description For USER or PRIVATE.
     */
    readonly get: operations['user.audit'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/export': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Give all that is held of the user, page by page
     * @description For USER or PRIVATE.
     */
    readonly get: operations['user.export'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * List all users, newest first
     * @description For PRIVATE.
     */
    readonly get: operations['user.view_all'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/credits': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    /**
     * Set the balance; the difference is booked
     * @description For PRIVATE.
     */
    readonly put: operations['user.update_credits'];
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/active': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    /**
     * Suspend an account, or take it back; the balance stays
     * @description For PRIVATE.
     */
    readonly put: operations['user.update_active'];
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/api_key': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * View the API key and its token, as often as needed
     * @description For USER or PRIVATE.
     */
    readonly get: operations['api_key.view'];
    readonly put?: never;
    /**
     * Replace the API key; the old token is dead when this answers
     * @description For USER or PRIVATE.
     */
    readonly post: operations['api_key.reset'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/transactions': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * List the credit transactions, newest first
     * @description For USER, KEY or PRIVATE.
     */
    readonly get: operations['transaction.view_all'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/transactions/{transaction_id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * View one credit transaction
     * @description For USER, KEY or PRIVATE.
     */
    readonly get: operations['transaction.view'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/tasks': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * List the analyses, newest first
     * @description For USER, KEY or PRIVATE.
     */
    readonly get: operations['task.view_all'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/tasks/{task_id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * View one analysis and, once it is done, its result
     * @description For USER, KEY or PRIVATE.
     */
    readonly get: operations['task.view'];
    readonly put?: never;
    readonly post?: never;
    /**
     * Cancel an analysis that has not started; its credits come back
     * @description For USER, KEY or PRIVATE.
     */
    readonly delete: operations['task.cancel'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/agent/supported_attachments': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * List the file types that an analysis takes
     * @description For USER, KEY or PRIVATE.
     */
    readonly get: operations['agent.supported_attachments'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/agent/uploads': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Get an address to upload a file to that is too large to be sent along
     * @description For USER, KEY or PRIVATE.
     */
    readonly post: operations['agent.upload'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/{user_id}/agent/analysis': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Have text and up to five files analysed; 20 credits are reserved
     * @description For USER, KEY or PRIVATE.
     */
    readonly post: operations['agent.analysis'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/stripe/rate': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Tell what credits cost
     * @description For USER, KEY or PRIVATE.
     */
    readonly get: operations['stripe.rate'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/stripe/portal': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Open the page at Stripe on which the caller sees its payments
     * @description For USER or KEY.
     */
    readonly post: operations['stripe.portal'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/stripe/buy': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Open a checkout at Stripe on which the caller buys credits
     * @description For USER or KEY.
     */
    readonly post: operations['stripe.buy'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/stripe/settle': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Take an event of Stripe and settle what it says of a payment
     * @description For SIGNATURE.
     */
    readonly post: operations['stripe.settle'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/secret-scanning/github': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Take GitHub’s report of leaked tokens: those that are still good are so no more
     * @description For SIGNATURE.
     */
    readonly post: operations['secret_scanning.github'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/health': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Tell that the service answers
     * @description Open to all, without credentials.
     */
    readonly get: operations['misc.health'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/version': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Tell the version that is deployed
     * @description Open to all, without credentials.
     */
    readonly get: operations['misc.version'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description What a completed analysis found: each claim with its verdict, and the quotes that decide it. */
    readonly AnalysisResult: {
      /** @constant */
      readonly version: 1;
      readonly summary: string;
      /** @enum {string} */
      readonly verdict: 'supported' | 'refuted' | 'mixed' | 'not_enough_evidence';
      readonly claims: readonly {
        readonly text: string;
        readonly span: {
          readonly attachment: string | null;
          readonly start: number;
          readonly end: number;
        };
        /** @enum {string} */
        readonly verdict: 'supported' | 'refuted' | 'mixed' | 'not_enough_evidence';
        readonly confidence: number;
        readonly reasoning: string;
        readonly evidence: readonly {
          readonly quote: string;
          readonly source: string;
          readonly locator: string;
          /** Format: uri */
          readonly url?: string;
          readonly is_own?: boolean;
        }[];
      }[];
      readonly signals: readonly {
        readonly kind: string;
        readonly quote: string;
        readonly note: string;
      }[];
      readonly attachments: readonly {
        readonly name: string;
        readonly type: string;
        /** @enum {string} */
        readonly status: 'read' | 'partly_read' | 'no_text' | 'not_transcribed' | 'unreadable';
        readonly pages?: number;
        readonly note?: string;
      }[];
      readonly engine: {
        readonly name: string;
        readonly version: string;
        readonly limits: readonly string[];
      };
      readonly usage: {
        readonly characters: number;
        readonly input_tokens: number;
        readonly output_tokens: number;
      };
      readonly credits_charged: number;
      readonly claim_review: readonly {
        /** @constant */
        readonly '@context': 'https://schema.org';
        /** @constant */
        readonly '@type': 'ClaimReview';
        readonly claimReviewed: string;
        readonly datePublished: string;
        readonly author: {
          /** @constant */
          readonly '@type': 'Organization';
          readonly name: string;
        };
        readonly itemReviewed: {
          /** @constant */
          readonly '@type': 'Claim';
          readonly appearance?: readonly unknown[];
        };
        readonly reviewRating: {
          /** @constant */
          readonly '@type': 'Rating';
          readonly ratingValue: number;
          /** @constant */
          readonly worstRating: 1;
          /** @constant */
          readonly bestRating: 5;
          readonly alternateName: string;
        };
        readonly reviewBody: string;
      }[];
    };
    /** @description The account’s one API key; `token` is sent as `Authorization: Bearer <token>`. */
    readonly ApiKey: {
      readonly created_at: components['schemas']['HttpDate'];
      readonly id: string;
      readonly token: string;
      readonly updated_at: components['schemas']['HttpDate'];
      readonly user_id: string;
    };
    /** @description Each stands once in place of an app’s code. They are shown this once. */
    readonly BackupCodes: {
      readonly backup_codes: readonly string[];
    };
    /** @description A change of credentials, money or rights. Who made it is null only in ledger entries from before that was kept. */
    readonly Change: {
      readonly at: components['schemas']['HttpDate'];
      /** @description The kind of caller, or SYSTEM for what nobody called for. */
      readonly by: string | null;
      readonly id: string;
      /** @description Ids of what was made. */
      readonly made: readonly string[];
      /** @description `X-Request-Id` of the call. */
      readonly request_id: string | null;
      /** @description The endpoint or job that did it. */
      readonly through: string | null;
      readonly user_id: string;
      /**
       * @example password.changed
       * @example ledger.booked
       */
      readonly what: string;
    };
    /** @description The buyer pays at `url`. */
    readonly Checkout: {
      readonly return_path: string;
      readonly url: string;
      readonly value_in_credits: number;
      readonly value_in_fiat: number;
    };
    /**
     * @description An HTTP date (RFC 9110, section 5.6.7).
     * @example Thu, 27 Nov 2025 00:37:13 GMT
     */
    readonly HttpDate: string;
    /** @description What GitHub asks for: whether each is a token of ours. Those that were good are so no more. */
    readonly LeakVerdicts: readonly {
      readonly token_raw: string;
      readonly token_type: string;
      /** @enum {string} */
      readonly label: 'true_positive' | 'false_positive';
    }[];
    readonly Portal: {
      readonly url: string;
    };
    /** @description Limits in USD, inclusive; rate in credits per dollar. */
    readonly Rate: {
      readonly lower_limit: number;
      readonly rate: number;
      readonly stripe_price_id: string;
      readonly upper_limit: number;
    };
    /** @description A login that is open. It ends at `expires_at`, or sooner when it is not used or is ended. */
    readonly Session: {
      readonly created_at: components['schemas']['HttpDate'];
      readonly expires_at: components['schemas']['HttpDate'];
      readonly id: string;
      /** @description Whether it is the one that asks. */
      readonly is_current: boolean;
      readonly used_at: components['schemas']['HttpDate'];
    };
    /** @description File extensions, by kind. */
    readonly SupportedAttachments: {
      readonly audio: readonly string[];
      readonly document: readonly string[];
      readonly image: readonly string[];
      readonly video: readonly string[];
    };
    /** @description An analysis. `result` is null until it is completed, and in a list where it would make the answer larger than 4.5 MB: `GET /users/{user_id}/tasks/{task_id}` gives it. `error` is null unless it failed; what fails is not charged. What the files themselves cause is charged: one that cannot be read, or has nothing to read, is named in the summary of a completed result. */
    readonly Task: {
      readonly created_at: components['schemas']['HttpDate'];
      readonly credits_charged: number;
      readonly error: string | null;
      readonly id: string;
      readonly result: components['schemas']['AnalysisResult'] | null;
      /** @enum {string} */
      readonly status: 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
      readonly updated_at: components['schemas']['HttpDate'];
      readonly user_id: string;
    };
    /** @description A secret for an authenticator app. It works once its first code has come in. */
    readonly TotpSetup: {
      readonly expires_at: components['schemas']['HttpDate'];
      /** @constant */
      readonly method: 'totp';
      /** @description What an authenticator app opens: otpauth://totp/… */
      readonly otpauth_uri: string;
      /** @description The same as a QR code, in SVG. */
      readonly qr_svg: string;
      /** @description The same to type in, in base 32. */
      readonly secret: string;
    };
    /** @description A page of changes, newest first; `next` is the cursor of the page after it. */
    readonly Trail: {
      readonly items: readonly components['schemas']['Change'][];
      readonly next: string | null;
    };
    /** @description One entry of the ledger. Values are absolute amounts, fiat in USD. */
    readonly Transaction: {
      readonly balance_after: number;
      readonly created_at: components['schemas']['HttpDate'];
      readonly description: string;
      readonly id: string;
      /** @enum {string} */
      readonly type: 'CREDIT' | 'DEBIT';
      readonly updated_at: components['schemas']['HttpDate'];
      readonly user_id: string;
      readonly value_in_credits: number;
      readonly value_in_fiat: number;
    };
    readonly TwoFactor: {
      /** @description Null without an authenticator app. */
      readonly backup_codes_left: number | null;
      /** @description Null while two-factor authentication is off. */
      readonly method: ('email' | 'totp') | null;
    };
    /** @description `PUT` the file to `url` with `headers` before `url_expires_at`; an analysis takes `id` until `expires_at`. */
    readonly Upload: {
      readonly expires_at: components['schemas']['HttpDate'];
      readonly headers: {
        readonly [key: string]: string;
      };
      readonly id: string;
      readonly url: string;
      readonly url_expires_at: components['schemas']['HttpDate'];
    };
    /** @description An account. */
    readonly User: {
      readonly created_at: components['schemas']['HttpDate'];
      readonly credits: number;
      readonly email: string;
      readonly first_name: string | null;
      readonly id: string;
      readonly is_2fa_enabled: boolean;
      readonly is_active: boolean;
      readonly is_dark_mode: boolean;
      readonly last_name: string | null;
      readonly updated_at: components['schemas']['HttpDate'];
    };
    /** @description An account and a new user token, to be sent as `Authorization: Bearer <token>`. */
    readonly UserWithToken: {
      readonly created_at: components['schemas']['HttpDate'];
      readonly credits: number;
      readonly email: string;
      readonly first_name: string | null;
      readonly id: string;
      readonly is_2fa_enabled: boolean;
      readonly is_active: boolean;
      readonly is_dark_mode: boolean;
      readonly last_name: string | null;
      readonly updated_at: components['schemas']['HttpDate'];
      readonly token: string;
    };
  };
  responses: {
    /**
     * @description `body_empty`: There is no body, it is `{}`, or it is not of the documented content type.
     *
     *     `invalid_request`: A parameter or field is missing, mistyped, unknown or forbidden; or the body is malformed.
     *
     *     `user_exists`: The e-mail address is taken.
     */
    readonly 'body_empty-or-invalid_request-or-user_exists': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'body_empty' | 'invalid_request' | 'user_exists';
        /** @description Sentences that name what is wrong with the call. */
        readonly 'X-Error-Detail'?: string;
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message:
            | 'Request body is empty.'
            | 'One or more required parameters are either not given or have invalid schema.'
            | 'User with the given identifier already exists.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /**
     * @description `inactive`: The account is not activated, or lacks a first or last name.
     *
     *     `unauthorized`: The credentials, token, key, code or signature are missing, wrong, used or expired.
     */
    readonly 'inactive-or-unauthorized': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'inactive' | 'unauthorized';
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message:
            | 'Please activate your account to access the requested resource.'
            | 'Authorization header or OTP is either missing, invalid or expired.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /** @description `forbidden`: The path is another user’s, or the route does not take this kind of caller. */
    readonly forbidden: {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'forbidden';
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message: 'You do not have access to the requested resource.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /** @description `too_large`: The body or a file is over its limit. */
    readonly too_large: {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'too_large';
        /** @description Sentences that name what is wrong with the call. */
        readonly 'X-Error-Detail'?: string;
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message: 'The request is too large.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /** @description `rate_limited`: Too many calls, codes or tries; `Retry-After` says when to come back. */
    readonly rate_limited: {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'rate_limited';
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message: 'You have exceeded the rate limit.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /** @description `internal`: Something unforeseen. `X-Request-Id` names the call in the log. */
    readonly internal: {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'internal';
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message: 'Something went wrong.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /** @description `unavailable`: A dependency is down; nothing was done by halves. */
    readonly unavailable: {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'unavailable';
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message: 'The service is temporarily unavailable.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /**
     * @description `body_empty`: There is no body, it is `{}`, or it is not of the documented content type.
     *
     *     `invalid_request`: A parameter or field is missing, mistyped, unknown or forbidden; or the body is malformed.
     */
    readonly 'body_empty-or-invalid_request': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'body_empty' | 'invalid_request';
        /** @description Sentences that name what is wrong with the call. */
        readonly 'X-Error-Detail'?: string;
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message:
            | 'Request body is empty.'
            | 'One or more required parameters are either not given or have invalid schema.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /**
     * @description `second_factor_required`: Two-factor authentication is on: call again with the `code` that was mailed. `data` says so.
     *
     *     `totp_required`: Two-factor authentication is on: call again with the `code` of the authenticator app, or a backup code. `data` says so.
     *
     *     `unauthorized`: The credentials, token, key, code or signature are missing, wrong, used or expired.
     */
    readonly 'second_factor_required-or-totp_required-or-unauthorized': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'second_factor_required' | 'totp_required' | 'unauthorized';
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null | {
            /** @constant */
            readonly is_2fa_enabled: true;
          };
          /** @enum {string} */
          readonly message: 'Authorization header or OTP is either missing, invalid or expired.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /** @description `invalid_request`: A parameter or field is missing, mistyped, unknown or forbidden; or the body is malformed. */
    readonly invalid_request: {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'invalid_request';
        /** @description Sentences that name what is wrong with the call. */
        readonly 'X-Error-Detail'?: string;
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message: 'One or more required parameters are either not given or have invalid schema.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /** @description `unauthorized`: The credentials, token, key, code or signature are missing, wrong, used or expired. */
    readonly unauthorized: {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'unauthorized';
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message: 'Authorization header or OTP is either missing, invalid or expired.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /** @description `user_not_found`: There is no such user. */
    readonly user_not_found: {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'user_not_found';
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message: 'User with the given identifier does not exist.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /**
     * @description `transaction_not_found`: There is no such transaction of this user.
     *
     *     `user_not_found`: There is no such user.
     */
    readonly 'transaction_not_found-or-user_not_found': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'transaction_not_found' | 'user_not_found';
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message:
            | 'Transaction with the given identifier does not exist.'
            | 'User with the given identifier does not exist.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /**
     * @description `task_not_found`: There is no such task of this user.
     *
     *     `user_not_found`: There is no such user.
     */
    readonly 'task_not_found-or-user_not_found': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'task_not_found' | 'user_not_found';
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message:
            | 'Task with the given identifier does not exist.'
            | 'User with the given identifier does not exist.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /** @description `task_started`: It is being worked on, or done. */
    readonly task_started: {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'task_started';
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message: 'The task has already started.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /** @description `unsupported_attachment`: A file is of no supported type, or is not what its name says. */
    readonly unsupported_attachment: {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'unsupported_attachment';
        /** @description Sentences that name what is wrong with the call. */
        readonly 'X-Error-Detail'?: string;
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message: 'The attachment type is not supported.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /**
     * @description `forbidden`: The path is another user’s, or the route does not take this kind of caller.
     *
     *     `insufficient_credits`: The balance does not cover it.
     */
    readonly 'forbidden-or-insufficient_credits': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'forbidden' | 'insufficient_credits';
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message:
            | 'You do not have access to the requested resource.'
            | 'You do not have enough credits to perform this action.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /**
     * @description `upload_not_found`: There is no such upload of this user, or it is gone.
     *
     *     `user_not_found`: There is no such user.
     */
    readonly 'upload_not_found-or-user_not_found': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'upload_not_found' | 'user_not_found';
        /** @description Sentences that name what is wrong with the call. */
        readonly 'X-Error-Detail'?: string;
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message:
            | 'Upload with the given identifier does not exist.'
            | 'User with the given identifier does not exist.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /**
     * @description `idempotency_mismatch`: The key was used with another body within 24 hours.
     *
     *     `idempotency_running`: The first call with this key is still running.
     */
    readonly 'idempotency_mismatch-or-idempotency_running': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'idempotency_mismatch' | 'idempotency_running';
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message:
            | 'The idempotency key was used with a different request.'
            | 'A request with this idempotency key is still running.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
    /**
     * @description `rate_not_found`: The amount is outside of what is sold.
     *
     *     `user_not_found`: There is no such user.
     */
    readonly 'rate_not_found-or-user_not_found': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        /** @description The failure, for machines. */
        readonly 'X-Error-Code': 'rate_not_found' | 'user_not_found';
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': {
          readonly data: null;
          /** @enum {string} */
          readonly message:
            'No credits rate found for the given amount.' | 'User with the given identifier does not exist.';
          /** @constant */
          readonly status: 'error';
        };
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: {
    /** @description Names the call in the log. */
    readonly 'X-Request-Id': string;
    /** @description Seconds after which another try can succeed. */
    readonly 'Retry-After': number;
    /** @description Calls a second that the caller has. */
    readonly 'RateLimit-Limit': number;
    /** @description Calls left in this second. */
    readonly 'RateLimit-Remaining': number;
    /** @description Seconds until the next window. */
    readonly 'RateLimit-Reset': number;
  };
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  readonly 'auth.register': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /**
           * @description One line that shows something.
           * @example Ada
           */
          readonly first_name: string;
          /**
           * @description One line that shows something.
           * @example Ada
           */
          readonly last_name: string;
          /**
           * Format: idn-email
           * @description An e-mail address.
           * @example ada@example.com
           */
          readonly email: string;
          /**
           * Format: password
           * @description Taken exactly as it is. Common passwords are refused.
           * @example a long enough secret
           */
          readonly password: string;
        };
      };
    };
    readonly responses: {
      /** @description User registered successfully. */
      readonly 201: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['UserWithToken'] | null;
            /** @enum {string} */
            readonly message: 'User registered successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['body_empty-or-invalid_request-or-user_exists'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'auth.google': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly id_token: string;
          readonly nonce?: string;
          /**
           * @description Six digits, mailed or an authenticator app’s; or a backup code.
           * @example 012345
           * @example abcde-fgh23
           */
          readonly code?: string;
        };
      };
    };
    readonly responses: {
      /** @description User logged in successfully. */
      readonly 201: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['UserWithToken'];
            /** @enum {string} */
            readonly message: 'User logged in successfully.' | 'User registered successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['body_empty-or-invalid_request'];
      readonly 401: components['responses']['second_factor_required-or-totp_required-or-unauthorized'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'auth.login': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        readonly 'application/json': {
          /**
           * @description Six digits, mailed or an authenticator app’s; or a backup code.
           * @example 012345
           * @example abcde-fgh23
           */
          readonly code?: string;
        };
      };
    };
    readonly responses: {
      /** @description User logged in successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['UserWithToken'];
            /** @enum {string} */
            readonly message: 'User logged in successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['body_empty-or-invalid_request'];
      readonly 401: components['responses']['second_factor_required-or-totp_required-or-unauthorized'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'auth.logout': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description User logged out successfully. */
      readonly 204: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.change_password': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The e-mail address that the account was registered with. */
        readonly user_email: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /**
           * Format: password
           * @description Taken exactly as it is. Common passwords are refused.
           * @example a long enough secret
           */
          readonly password: string;
          /**
           * @description Six digits: the code that was mailed, or an app’s.
           * @example 012345
           */
          readonly code: string;
          /** @description Of a change by a session: whether the API key is reset, too. */
          readonly reset_api_key?: boolean;
        };
      };
    };
    readonly responses: {
      /** @description User password changed successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: null;
            /** @enum {string} */
            readonly message: 'User password changed successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['body_empty-or-invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.send_code': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The e-mail address that the account was registered with. */
        readonly user_email: string;
        /** @description What the code is for. */
        readonly otp_type: 'CHANGE_PASSWORD' | 'TWO_FACTOR_AUTH' | 'ACTIVATION' | 'DELETE_ACCOUNT';
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description OTP sent successfully. */
      readonly 201: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: null;
            /** @enum {string} */
            readonly message: 'OTP sent successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.activate': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The e-mail address that the account was registered with. */
        readonly user_email: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /**
           * @description Six digits: the code that was mailed, or an app’s.
           * @example 012345
           */
          readonly code: string;
        };
      };
    };
    readonly responses: {
      /** @description User activated successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['User'];
            /** @enum {string} */
            readonly message: 'User activated successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['body_empty-or-invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.view_2fa': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description User 2FA fetched successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['TwoFactor'];
            /** @enum {string} */
            readonly message: 'User 2FA fetched successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.enable_2fa': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /**
           * @description Six digits: the code that was mailed, or an app’s.
           * @example 012345
           */
          readonly code: string;
          /** @enum {string} */
          readonly method?: 'email' | 'totp';
        };
      };
    };
    readonly responses: {
      /** @description User 2FA enabled successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['BackupCodes'] | null;
            /** @enum {string} */
            readonly message: 'User 2FA enabled successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['body_empty-or-invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.disable_2fa': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /**
           * @description Six digits, mailed or an authenticator app’s; or a backup code.
           * @example 012345
           * @example abcde-fgh23
           */
          readonly code: string;
        };
      };
    };
    readonly responses: {
      /** @description User 2FA disabled successfully. */
      readonly 204: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['body_empty-or-invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.begin_totp': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /**
           * @description Six digits, mailed or an authenticator app’s; or a backup code.
           * @example 012345
           * @example abcde-fgh23
           */
          readonly code: string;
        };
      };
    };
    readonly responses: {
      /** @description User 2FA setup started successfully. */
      readonly 201: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['TotpSetup'];
            /** @enum {string} */
            readonly message: 'User 2FA setup started successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['body_empty-or-invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.view_sessions': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Sessions fetched successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: readonly components['schemas']['Session'][];
            /** @enum {string} */
            readonly message: 'Sessions fetched successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.end_sessions': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Sessions ended successfully. */
      readonly 204: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.end_session': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
        /** @description One of the user’s sessions. */
        readonly session_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Session ended successfully. */
      readonly 204: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.unlink_google': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Google unlinked successfully. */
      readonly 204: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.view': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description User fetched successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['User'];
            /** @enum {string} */
            readonly message: 'User fetched successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.erase': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        readonly 'application/json': {
          /**
           * @description Six digits: the code that was mailed, or an app’s.
           * @example 012345
           */
          readonly code?: string;
        };
      };
    };
    readonly responses: {
      /** @description User deleted successfully. */
      readonly 204: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['body_empty-or-invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.update': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /**
           * @description One line that shows something.
           * @example Ada
           */
          readonly first_name?: string;
          /**
           * @description One line that shows something.
           * @example Ada
           */
          readonly last_name?: string;
          readonly is_dark_mode?: boolean;
        };
      };
    };
    readonly responses: {
      /** @description User updated successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['User'];
            /** @enum {string} */
            readonly message: 'User updated successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['body_empty-or-invalid_request'];
      readonly 401: components['responses']['unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.audit': {
    readonly parameters: {
      readonly query: {
        /** @description How many at most. */
        readonly limit: unknown;
        /** @description `next` of the page before; none: the newest. */
        readonly cursor?: string;
      };
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Audit records fetched successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['Trail'];
            /** @enum {string} */
            readonly message: 'Audit records fetched successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.export': {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
      };
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description User data exported successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: {
              readonly items: readonly {
                readonly type: string;
                readonly value: unknown;
              }[];
              readonly next: string | null;
            };
            /** @enum {string} */
            readonly message: 'User data exported successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.view_all': {
    readonly parameters: {
      readonly query: {
        /** @description How many at most. */
        readonly limit: number;
        /** @description How many of the newest to leave out. */
        readonly offset: number;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Users fetched successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: readonly components['schemas']['User'][];
            /** @enum {string} */
            readonly message: 'Users fetched successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.update_credits': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly credits: number;
        };
      };
    };
    readonly responses: {
      /** @description User credits updated successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['User'];
            /** @enum {string} */
            readonly message: 'User credits updated successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['body_empty-or-invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'user.update_active': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly is_active: boolean;
        };
      };
    };
    readonly responses: {
      /** @description User updated successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['User'];
            /** @enum {string} */
            readonly message: 'User updated successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['body_empty-or-invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'api_key.view': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description API key fetched successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['ApiKey'];
            /** @enum {string} */
            readonly message: 'API key fetched successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'api_key.reset': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description API key reset successfully. */
      readonly 201: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['ApiKey'];
            /** @enum {string} */
            readonly message: 'API key reset successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'transaction.view_all': {
    readonly parameters: {
      readonly query: {
        /** @description How many at most. */
        readonly limit: number;
        /** @description How many of the newest to leave out. */
        readonly offset: number;
      };
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Transactions fetched successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: readonly components['schemas']['Transaction'][];
            /** @enum {string} */
            readonly message: 'Transactions fetched successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'transaction.view': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
        /** @description One of the user’s transactions. */
        readonly transaction_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Transaction fetched successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['Transaction'];
            /** @enum {string} */
            readonly message: 'Transaction fetched successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['transaction_not_found-or-user_not_found'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'task.view_all': {
    readonly parameters: {
      readonly query: {
        /** @description How many at most. */
        readonly limit: number;
        /** @description How many of the newest to leave out. */
        readonly offset: number;
      };
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Tasks fetched successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: readonly components['schemas']['Task'][];
            /** @enum {string} */
            readonly message: 'Tasks fetched successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'task.view': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
        /** @description One of the user’s tasks. */
        readonly task_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Task fetched successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['Task'];
            /** @enum {string} */
            readonly message: 'Task fetched successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['task_not_found-or-user_not_found'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'task.cancel': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
        /** @description One of the user’s tasks. */
        readonly task_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Task cancelled successfully. */
      readonly 204: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['task_not_found-or-user_not_found'];
      readonly 409: components['responses']['task_started'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'agent.supported_attachments': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Supported attachments fetched successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['SupportedAttachments'];
            /** @enum {string} */
            readonly message: 'Supported attachments fetched successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'agent.upload': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @example report.pdf */
          readonly name: string;
          /** @description bytes */
          readonly size: number;
        };
      };
    };
    readonly responses: {
      /** @description Upload created successfully. */
      readonly 201: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['Upload'];
            /** @enum {string} */
            readonly message: 'Upload created successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['body_empty-or-invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 415: components['responses']['unsupported_attachment'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'agent.analysis': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The same key with the same body gives the first answer again, for 24 hours. */
        readonly 'Idempotency-Key'?: string;
      };
      readonly path: {
        /** @description The user’s own id; the operator’s server may give any user’s. */
        readonly user_id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'multipart/form-data': {
          /** @description What is to be analysed. */
          readonly text?: string;
        } & {
          readonly [key: string]: string;
        };
        readonly 'application/json': {
          /** @description What is to be analysed. */
          readonly text?: string;
          /**
           * @description Files that were uploaded before.
           * @default []
           */
          readonly upload_ids?: readonly string[];
        };
      };
    };
    readonly responses: {
      /** @description Analysis started successfully. */
      readonly 201: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['Task'];
            /** @enum {string} */
            readonly message: 'Analysis started successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['body_empty-or-invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden-or-insufficient_credits'];
      readonly 404: components['responses']['upload_not_found-or-user_not_found'];
      readonly 409: components['responses']['idempotency_mismatch-or-idempotency_running'];
      readonly 413: components['responses']['too_large'];
      readonly 415: components['responses']['unsupported_attachment'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'stripe.rate': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Credits rate fetched successfully. Limits are in USD and inclusive; the rate is in credits per dollar. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: readonly components['schemas']['Rate'][];
            /** @enum {string} */
            readonly message: 'Credits rate fetched successfully. Limits are in USD and inclusive; the rate is in credits per dollar.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'stripe.portal': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Customer portal session created successfully. */
      readonly 201: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['Portal'];
            /** @enum {string} */
            readonly message: 'Customer portal session created successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['user_not_found'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'stripe.buy': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The same key with the same body gives the first answer again, for 24 hours. */
        readonly 'Idempotency-Key'?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /**
           * @description Whole USD.
           * @example 5
           */
          readonly amount: number;
          /**
           * @description Where the front end goes on; may be empty, and never leaves it.
           * @example /thanks
           */
          readonly return_path: string;
        };
      };
    };
    readonly responses: {
      /** @description Checkout session created successfully. */
      readonly 201: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: components['schemas']['Checkout'];
            /** @enum {string} */
            readonly message: 'Checkout session created successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['body_empty-or-invalid_request'];
      readonly 401: components['responses']['inactive-or-unauthorized'];
      readonly 403: components['responses']['forbidden'];
      readonly 404: components['responses']['rate_not_found-or-user_not_found'];
      readonly 409: components['responses']['idempotency_mismatch-or-idempotency_running'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'stripe.settle': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** @description An event, as its sender signed it. */
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': Record<string, never> | readonly unknown[];
      };
    };
    readonly responses: {
      /** @description Checkout session settled successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: null;
            /** @enum {string} */
            readonly message: 'Checkout session settled successfully.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['unauthorized'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'secret_scanning.github': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** @description An event, as its sender signed it. */
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': Record<string, never> | readonly unknown[];
      };
    };
    readonly responses: {
      /** @description Leaked tokens handled successfully. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['LeakVerdicts'];
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 401: components['responses']['unauthorized'];
      readonly 413: components['responses']['too_large'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'misc.health': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Health check successful. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: {
              /** @constant */
              readonly service: 'clara';
              /** @constant */
              readonly status: 'healthy';
            };
            /** @enum {string} */
            readonly message: 'Health check successful.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
  readonly 'misc.version': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Version check successful. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly data: {
              readonly version: string;
            };
            /** @enum {string} */
            readonly message: 'Version check successful.';
            /** @constant */
            readonly status: 'success';
          };
        };
      };
      readonly 400: components['responses']['invalid_request'];
      readonly 429: components['responses']['rate_limited'];
      readonly 500: components['responses']['internal'];
      readonly 503: components['responses']['unavailable'];
    };
  };
}
