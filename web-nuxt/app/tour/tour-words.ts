import type { TourStep } from './tour-step.ts';

export const tourLength = 5;

/** What the tour says; `place` counts from 1 to `tourLength`. */
export const tourWords: Record<TourStep, { place: number; title: string; text: string }> = {
  prompt: {
    place: 1,
    title: 'Ask for something',
    text: 'The sample is a small repository with a failing test, made for a first look. Choose one of its prompts and send it.',
  },
  boot: {
    place: 2,
    title: 'A sandbox starts',
    text: 'The agent gets a copy of the repository in a place of its own. Each step of the start is shown below.',
  },
  work: {
    place: 3,
    title: 'The agent works',
    text: 'It reads, edits and runs the tests before your eyes: unfold a line to see more. You may write while it works, or stop it.',
  },
  trouble: {
    place: 3,
    title: 'The run did not finish',
    text: 'What went wrong stands below, with a way to try again. Nothing was changed in the repository.',
  },
  review: {
    place: 4,
    title: 'The run is finished',
    text: 'What it changed is a branch in the repository; your own work tree was not touched.',
  },
  decide: {
    place: 5,
    title: 'Read it, then decide',
    text: 'Click the number of a line to comment on it, or to ask for a change. Merge the branch when you like it, or discard it.',
  },
  over: {
    place: 5,
    title: 'That is all there is to it',
    text: 'Now give it a repository of your own. Ctrl-K finds everything, and ? lists the keyboard.',
  },
};
