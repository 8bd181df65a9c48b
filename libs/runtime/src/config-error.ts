import { OperatorError } from './operator-error.js';

export interface Complaint {
  name: string;
  /** Continues the sentence "NAME …". */
  problem: string;
  desc: string;
  example: string;
}

/** Every complaint about a service's environment at once. */
export class ConfigError extends OperatorError {
  override readonly name = 'ConfigError';
  readonly complaints: readonly Complaint[];

  constructor(complaints: readonly Complaint[]) {
    const count = complaints.length === 1 ? 'a problem' : `${complaints.length} problems`;
    super(
      `The configuration has ${count}:\n\n${complaints.map(paragraph).join('\n\n')}\n`,
      'Set these variables in the environment and start again; NAME_FILE=/path reads NAME from a file. ' +
        'Every variable is described in .env.example.',
    );
    this.complaints = complaints;
  }
}

function paragraph({ name, problem, desc, example }: Complaint): string {
  return `  ${name} ${problem}\n    what it is: ${desc}\n    example:    ${name}=${example}`;
}
