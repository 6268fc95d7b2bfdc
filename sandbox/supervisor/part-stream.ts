import type { Frame } from '../../contracts/frames.ts';
import type { ToolPart } from '../../contracts/parts.ts';

/** Pieces of text that arrive within this time go out together. */
const coalesceMs = 40;
const checkpointMs = 2_000;
const toolIntervalMs = 250;

type OpenPart = { partType: 'text' | 'reasoning'; text: string; sent: number };
type RunningTool = { latest: ToolPart | undefined; timer: NodeJS.Timeout };

/**
 * Turns the growing parts of one run into live frames: the first piece of text at once, then
 * what has come within each window; every two seconds a checkpoint of the parts that are open.
 */
export class PartStream {
  readonly #runId: string;
  readonly #send: (frame: Frame) => void;
  readonly #open = new Map<string, OpenPart>();
  readonly #tools = new Map<string, RunningTool>();
  #window: NodeJS.Timeout | undefined;
  #checkpoints: NodeJS.Timeout | undefined;

  constructor(runId: string, send: (frame: Frame) => void) {
    this.#runId = runId;
    this.#send = send;
  }

  /** A part of text has begun, with `text` if some of it is already known. */
  begin(partId: string, partType: OpenPart['partType'], text: string): void {
    if (this.#open.has(partId)) return;
    this.#open.set(partId, { partType, text, sent: 0 });
    this.#checkpoints ??= setInterval(() => this.#checkpoint(), checkpointMs);
    this.#schedule();
  }

  /** More text of an open part. Of others the beginning was missed, so they wait for their end. */
  append(partId: string, text: string): void {
    const part = this.#open.get(partId);
    if (!part) return;
    part.text += text;
    this.#schedule();
  }

  end(partId: string): void {
    this.#flush();
    this.#open.delete(partId);
    if (this.#open.size > 0) return;
    clearInterval(this.#checkpoints);
    this.#checkpoints = undefined;
  }

  /** A tool at work; its output so far goes out a few times a second. */
  tool(part: ToolPart): void {
    const running = this.#tools.get(part.id);
    if (running) {
      running.latest = part;
      return;
    }
    this.#send({ kind: 'tool', runId: this.#runId, part });
    const timer = setInterval(() => this.#sendTool(part.id), toolIntervalMs);
    this.#tools.set(part.id, { latest: undefined, timer });
  }

  endTool(partId: string): void {
    clearInterval(this.#tools.get(partId)?.timer);
    this.#tools.delete(partId);
  }

  /** Text may have been missed: what is open now is only shown again when it is finished. */
  interrupt(): void {
    for (const partId of this.#open.keys()) this.end(partId);
  }

  close(): void {
    this.interrupt();
    for (const partId of this.#tools.keys()) this.endTool(partId);
    clearTimeout(this.#window);
  }

  #schedule(): void {
    if (this.#window) return;
    if (!this.#flush()) return;
    this.#window = setTimeout(() => {
      this.#window = undefined;
      this.#schedule();
    }, coalesceMs);
  }

  /** Sends what has not been sent; answers whether there was anything. */
  #flush(): boolean {
    let sent = false;
    for (const [partId, part] of this.#open) {
      if (part.text.length === part.sent) continue;
      const { partType, sent: offset } = part;
      const text = part.text.slice(offset);
      this.#send({ kind: 'delta', runId: this.#runId, partId, partType, offset, text });
      part.sent = part.text.length;
      sent = true;
    }
    return sent;
  }

  #checkpoint(): void {
    this.#flush();
    const parts = [...this.#open].map(([partId, { partType, text }]) => ({
      partId,
      partType,
      text,
    }));
    this.#send({ kind: 'checkpoint', runId: this.#runId, parts });
  }

  #sendTool(partId: string): void {
    const running = this.#tools.get(partId);
    if (!running?.latest) return;
    this.#send({ kind: 'tool', runId: this.#runId, part: running.latest });
    running.latest = undefined;
  }
}
