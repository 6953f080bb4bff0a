/** What automatic moderation found in a message. Flags and bans of people are restriction.ts, the review queue moderation.ts. */
import type { CreatedAtUpdatedAt } from './api.js';
import type { Thresholds } from './channel_config.js';

/** What moderation says of a message. `action`: `"bounce"` (may be edited and sent again), `"remove"`, `"flag"` or others. */
export interface ModerationV2Response {
  action: string;
  /** The text before it was changed. */
  original_text: string;
  /** The word list that has a word of it. */
  blocklist_matched?: string;
  blocklists_matched?: string[];
  image_harms?: string[];
  /** True: it tries to lead others away from the service. */
  platform_circumvented?: boolean;
  semantic_filter_matched?: string;
  text_harms?: string[];
}

/** What a model thinks of a text: likelihoods, 0 to 1, and what is to be done. */
export interface ModerationResponse {
  action: string;
  explicit: number;
  spam: number;
  toxic: number;
}

/** What automatic moderation decided about a message, and why. */
export interface ModerationResult extends CreatedAtUpdatedAt {
  action: string;
  message_id: string;
  user_bad_karma: boolean;
  user_karma: number;
  ai_moderation_response?: ModerationResponse;
  blocked_word?: string;
  blocklist_name?: string;
  moderated_by?: string;
  moderation_thresholds?: Thresholds;
}

/** How automatic moderation came to a flag. */
export interface AutomodDetails {
  action?: string;
  image_labels?: string[];
  message_details?: { pin_changed?: boolean; should_enrich?: boolean; skip_push?: boolean; updated_by_id?: string };
  original_message_type?: string;
  result?: ModerationResult;
}

/** What a flag is about. */
export interface FlagDetails {
  /** The text as it was when it was flagged. */
  original_text: string;
  automod?: AutomodDetails;
  /** Own data that came with the flag. */
  extra?: Record<string, unknown>;
}
