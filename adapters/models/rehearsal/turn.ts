/** One answer of the rehearsal model. Without calls it is the last of its run. */
export type Turn = { reasoning?: string; text: string; calls?: readonly ToolCall[] };

export type ToolCall = { tool: string; input: Readonly<Record<string, unknown>> };
