/** The types of window.mjs. */
import type { BrowserContext } from "@playwright/test";

/** A Chromium whose pages are tabs of one window: one in front, the others hidden. */
export function openWindow(executablePath: string, args: readonly string[]): Promise<{ context: BrowserContext; close(): Promise<void> }>;
