import type { ComponentType } from 'preact';
import type { Schema } from '../../schema/schema.js';

export interface ControlProps {
  id: string;
  label: string;
  schema: Schema;
  value: unknown;
  onChange: (value: unknown) => void;
  /** The ids of what is said about it. */
  describedBy: string;
  isWrong: boolean;
  /** The guild that it is about, where there is one. */
  guild?: string | undefined;
  /** What parts of it are entered with, by their names, where their schemas do not say. */
  within?: Readonly<Record<string, ComponentType<ControlProps>>>;
}

/** Of a value that is made of others: what those are entered with. */
export interface WithParts extends ControlProps {
  Part: ComponentType<ControlProps>;
}

/** What every control says of itself to screen readers. */
export const named = ({
  id,
  describedBy,
  isWrong,
}: Pick<ControlProps, 'id' | 'describedBy' | 'isWrong'>) => ({
  id,
  'aria-describedby': describedBy,
  'aria-invalid': isWrong,
});
