export { type App, type AppOptions, createApp } from './app.js';
export { closeApp, listen } from './listen.js';
export { type ApiDescription, openApi, UNDOCUMENTED } from './open-api.js';
export { HttpProblem, PROBLEM_TYPE, problemBody, RETRY_AFTER_SECONDS } from './problem.js';
export { COMMON_PROBLEMS, NOT_FOUND, problem } from './problem-schemas.js';
export { builtPages, type Pages, servePages } from './serve-pages.js';
export { etagOf, hasAlready, weakEtag } from './weak-etag.js';
