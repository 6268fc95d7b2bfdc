import type { BodyOf } from '../../../contracts/routes.ts';
import { newId } from '../api/new-id.ts';
import { useApi } from './useApi.ts';

export type StartRequest = {
  repository: string;
  prompt: Omit<NonNullable<BodyOf<'createSession'>['prompt']>, 'promptId'>;
};

/** Starts a session with its first prompt. */
export function useStart() {
  const api = useApi();

  /** Answers the new session's id. */
  return async function start({ repository, prompt }: StartRequest): Promise<string> {
    const created = await api('createSession', {
      body: {
        sessionId: newId('ses'),
        repository,
        prompt: { ...prompt, promptId: newId('prm') },
      },
    });
    return created.sessionId;
  };
}
