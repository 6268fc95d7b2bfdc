// The fake supervisor starts no agent; a sandbox is given this file all the same.
export {};
