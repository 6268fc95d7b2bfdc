import type { SessionEvent } from '../../contracts/events.ts';
import type { StreamFrame } from '../follow/follow-session.ts';
import type { Part, TextPart } from '../../contracts/parts.ts';
import { questionOfFailed } from '../../contracts/people-view.ts';
import { applyFrame } from '../../contracts/run-view.ts';
import { applyEvent, type SessionView } from '../../contracts/session-view.ts';
import { phaseEnd, phaseLog } from './phase-lines.ts';
import { answerLine, commentLines, questionLines } from './people-lines.ts';
import { oneLine, plainText } from './plain-text.ts';
import { duration } from './quantities.ts';
import type { Style } from './style.ts';
import { toolLine } from './tool-line.ts';

/**
 * Turns what happens in a session into the text that a terminal shows for one of its runs. Folds
 * every update into the view, and answers what is new to print.
 */
export class Transcript {
  readonly #view: SessionView;
  readonly #style: Style;
  /** How much of each text has been printed, in UTF-16 code units. */
  readonly #printed = new Map<string, number>();
  readonly #ended = new Set<string>();
  /** The text part whose line is not closed yet. */
  #open: string | undefined;

  constructor(view: SessionView, style: Style) {
    this.#view = view;
    this.#style = style;
  }

  /** Folds the event; answers text only when it is about `runId`, or about a sandbox. */
  event(event: SessionEvent, runId: string | undefined): string {
    applyEvent(this.#view, event);
    if ('runId' in event.data && event.data.runId !== runId) return '';
    return this.#eventText(event);
  }

  frame(frame: StreamFrame, runId: string | undefined): string {
    applyFrame(this.#view, frame);
    if (frame.runId !== runId) return '';
    const parts = this.#view.runs.get(frame.runId)?.parts ?? [];
    return parts
      .filter((part) => part.type !== 'tool')
      .map((part) => this.#textSoFar(part))
      .join('');
  }

  #eventText(event: SessionEvent): string {
    const { yellow, dim } = this.#style;
    switch (event.type) {
      case 'part.finished':
        return this.#finishedPart(event.data.part);
      case 'phase.log':
        if (event.data.phase !== 'setup') return '';
        return this.#closeLine() + phaseLog(event.data.lines, this.#style);
      case 'phase.finished': {
        // It runs beside the agent, whose answer is not interrupted for good news.
        if (event.data.phase === 'start' && !event.data.failure) return '';
        const sandbox = this.#view.sandboxes.get(event.data.sandboxId);
        const log = sandbox?.phases.find(({ phase }) => phase === event.data.phase)?.log ?? [];
        return this.#closeLine() + phaseEnd(event.data, log, this.#style);
      }
      case 'comment.added':
        return this.#closeLine() + commentLines(event.data, this.#style);
      case 'question.asked':
        return this.#closeLine() + questionLines(event.data.questions, this.#style);
      case 'question.answered':
      case 'question.dismissed':
        return this.#closeLine() + dim(answerLine(event));
      case 'run.started':
        return this.#closeLine() + dim(`Working with ${oneLine(event.data.model)}\n`);
      case 'run.waiting':
        return this.#closeLine() + yellow(waitingLine(event));
      case 'run.stopping':
        return this.#closeLine() + yellow('Stopping…\n');
      case 'run.unanswered':
        return this.#closeLine() + yellow('Nobody has answered in time; stopping…\n');
      case 'run.lost':
        // What was streamed is written anew in the next attempt.
        this.#printed.clear();
        this.#ended.clear();
        return (
          this.#closeLine() +
          yellow(`The sandbox was lost (${oneLine(event.data.cause)}); trying again.\n`)
        );
      case 'run.finished':
        return this.#closeLine();
      default:
        return '';
    }
  }

  #finishedPart(part: Part): string {
    if (this.#ended.has(part.id)) return '';
    if (part.type === 'tool') {
      this.#ended.add(part.id);
      // What becomes of the question is told when it is known.
      if (questionOfFailed(this.#view.questions, part)) return '';
      return this.#closeLine() + toolLine(part, this.#style);
    }
    const text = this.#textSoFar(part);
    this.#ended.add(part.id);
    return this.#open === part.id ? text + this.#closeLine() : text;
  }

  #textSoFar(part: TextPart): string {
    if (this.#ended.has(part.id)) return '';
    const from = this.#printed.get(part.id) ?? 0;
    const to = wholeCharacters(part.text);
    if (to <= from) return '';
    this.#printed.set(part.id, to);
    const fresh = plainText(part.text.slice(from, to));
    const painted = part.type === 'reasoning' ? this.#style.dim(fresh) : fresh;
    const before = this.#open === part.id ? '' : this.#closeLine();
    this.#open = part.id;
    return before + painted;
  }

  #closeLine(): string {
    if (this.#open === undefined) return '';
    this.#open = undefined;
    return '\n';
  }
}

/** The length of the text without half of a surrogate pair at its end. */
function wholeCharacters(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
}

type RunWaiting = Extract<SessionEvent, { type: 'run.waiting' }>;

/** Tells how long instead of until when, as the person's clock may be set to another time zone. */
function waitingLine({ at, data: { cause, until } }: RunWaiting): string {
  const time = until ? ` for ${duration(Math.max(0, Date.parse(until) - Date.parse(at)))}` : '';
  return `Waiting${time}: ${oneLine(cause)}\n`;
}
