import { takeCommand } from './commands.js';
import { takeFact } from './facts.js';
import type { Happening } from './log-reader.js';
import { emptyModel, type Model } from './model.js';

/**
 * The rules of the economy a second time: plain lists, no windows, no batches and not a line of the code that is judged by
 * it. What it takes is what happened, in the order of the log.
 */
export function foretell(happened: readonly Happening[]): Model {
  const model = emptyModel();
  for (const each of happened) {
    if (each.kind === 'fact') takeFact(model, each.fact, each.isHistory);
    else if (each.kind === 'command') takeCommand(model, each.command);
    else if (each.rules.version > model.rules.version) model.rules = each.rules;
  }
  return model;
}
