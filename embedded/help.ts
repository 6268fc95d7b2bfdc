/** What `npm start -- --help` prints. */
export const help = `Harvest on one machine.

Usage: npm start

Settings are read from the environment:
  HARVEST_PORT    where it listens on 127.0.0.1 (7071)
  HARVEST_HOME    where everything is kept (.harvest)
  HARVEST_LOG     debug, info, warn (default) or error
  HARVEST_STRICT  any text: repeats and reorders, by chance that this text
                  decides, what Azure may repeat and reorder (for tests)

  HARVEST_MODEL_URL, HARVEST_MODEL_KEY, HARVEST_MODEL
                  any OpenAI-compatible model endpoint
  ANTHROPIC_API_KEY, OPENAI_API_KEY, OPENROUTER_API_KEY,
  AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY
                  or one of these; without any, a rehearsal model serves

  HARVEST_USER_NAME, HARVEST_USER_EMAIL
                  whose commits these are (as in git's configuration)
  HARVEST_OPENCODE
                  the OpenCode program (the packaged one)

  HARVEST_RETENTION_DAYS
                  after which sessions are deleted that nobody has used (never)

Times in seconds:
  HARVEST_IDLE_SECONDS     until a sandbox without work is parked (600)
  HARVEST_ANSWER_SECONDS   until a run ends whose agent nobody answers (604800)
  HARVEST_CLONE_SECONDS    that a clone may take (600)
  HARVEST_SETUP_SECONDS    that .harvest/setup.sh may take (600)
  HARVEST_BOOT_SECONDS     until a sandbox has to be heard of first (60)
  HARVEST_LOST_SECONDS     of silence until a sandbox counts as lost (20)
  HARVEST_ORPHAN_SECONDS   until a sandbox ends that hears nothing of the service (600)
`;
