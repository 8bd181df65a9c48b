export * from './builders/index.js';
export * from './discord/index.js';
export * from './servers/index.js';
