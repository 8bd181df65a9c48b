import type { Path } from '@synapse/web-kit';
import type { ComponentChildren } from 'preact';
import type { FieldLook } from '../parts/form/field.js';
import type { Column } from '../parts/table.js';
import type { Items } from '../reads.js';

/** A row of a kind that admins list, make, change and take out of force. */
export interface ResourceRow {
  id: string;
  active: boolean;
}

/** How a kind of rows is shown; everything else its pages have in common. */
export interface Look<R extends ResourceRow> {
  /** Where its pages are. */
  path: string;
  title: string;
  /** One of it, in words. */
  one: string;
  /** What it is for. */
  about: string;
  reads: { list: Path<Items<R>>; one: (id: string) => Path<R> };
  nameOf: (row: R) => string;
  columns: readonly Column<R>[];
  /** Of the form that makes one, and of the one that changes it. */
  fields: readonly FieldLook[];
  /** Its list tells of those that are over, too. */
  showsAll?: boolean;
  /** What the way to a new one says, where that is not "New …". */
  newLabel?: string;
  begin?: Readonly<Record<string, unknown>>;
  changes: { create: string; update: string; remove: string };
  /** Taking it out of force: what the button says, and what it means. */
  removal: { label: string; meaning: string };
  /** The guild that it is about, where it is one's. */
  guildOf?: (row: R) => string;
  /** What else can be done with one, beside its form. */
  more?: (row: R, onDone: (said: string) => void) => ComponentChildren;
}
