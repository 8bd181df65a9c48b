import { useMemo, useRef, useState } from 'preact/hooks';
import { useApiChange } from '../../api.js';
import { complaint } from '../../schema/complaint.js';
import { blankOf, type Schema } from '../../schema/schema.js';
import { useChange } from '../../use-change.js';
import { Why } from '../why.js';
import { Field, type FieldLook } from './field.js';
import { Problem } from './problem.js';

interface ChangeFormProps<T> {
  /** The change that it asks for: its schema is the form. */
  change: string;
  params?: Readonly<Record<string, string>>;
  /** In their order; what is not named is not shown. */
  fields: readonly FieldLook[];
  /** What there is now. Only what differs from it is sent; without it everything is. */
  now?: object | undefined;
  /** What a new one begins with. */
  begin?: Readonly<Record<string, unknown>>;
  etag?: string | undefined;
  guild?: string | undefined;
  /** What the button says. */
  label: string;
  /** The form asks for a reason itself. */
  isExplained?: boolean;
  onDone: (answer: T) => void;
  /** Reads again what was changed by somebody else meanwhile. */
  onReopen?: () => void;
}

/** A form made of the schema of a change. It complains where something is wrong while one types; the server has the last word. */
export function ChangeForm<T>({
  change: name,
  params,
  fields,
  now,
  begin,
  etag,
  guild,
  label,
  isExplained,
  onDone,
  onReopen,
}: ChangeFormProps<T>) {
  const { body } = useApiChange(name);
  const { change, state, problem } = useChange<T>(name);
  const properties = body?.properties ?? {};
  const shown = fields.filter((field) => properties[field.name]);
  const first = useMemo(() => firstDraft(properties, shown, { ...begin, ...now }), [now]);
  const [draft, setDraft] = useState(first);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const isLeftOut = (field: string) =>
    (now !== undefined || !body?.required?.includes(field)) && isSame(draft[field], first[field]);
  const complaintOf = (field: string) =>
    isLeftOut(field) ? null : complaint(properties[field] as Schema, draft[field]);
  const named = /^body\/(\w+)/.exec(problem?.message ?? '')?.[1];
  const changed = Object.fromEntries(Object.entries(draft).filter(([field]) => !isLeftOut(field)));

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setTouched(new Set(shown.map((field) => field.name)));
    const wrong = shown.find((field) => complaintOf(field.name) !== null);
    if (wrong) return focus(form.current, wrong.name);
    const answer = await change({ ...(params && { params }), body: changed, etag, reason: reason.trim() });
    if (answer !== undefined) onDone(answer);
  }

  return (
    <form ref={form} class="form" noValidate onSubmit={submit}>
      <div class="fields">
        {shown.map((look) => (
          <Field
            key={look.name}
            {...look}
            schema={properties[look.name] as Schema}
            value={draft[look.name]}
            guild={guild}
            complaint={
              named === look.name
                ? (problem?.message ?? '').replace(/^body\/\w+\s?/, '')
                : touched.has(look.name)
                  ? complaintOf(look.name)
                  : null
            }
            onChange={(value) => {
              setDraft((was) => ({ ...was, [look.name]: value }));
              setTouched((was) => new Set(was).add(look.name));
            }}
          />
        ))}
      </div>
      <Problem problem={problem} onReopen={onReopen} />
      <div class="deeds">
        {!isExplained && <Why reason={reason} onChange={setReason} />}
        <button
          type="submit"
          class="button first"
          disabled={state !== 'idle' || Object.keys(changed).length === 0}
        >
          {state === 'idle' ? label : state === 'waiting' ? 'Waiting for the engine…' : 'Sending…'}
        </button>
      </div>
    </form>
  );
}

type Draft = Record<string, unknown>;

const firstDraft = (
  properties: Readonly<Record<string, Schema>>,
  shown: readonly FieldLook[],
  known: Draft,
): Draft =>
  Object.fromEntries(
    shown.map(({ name }) => [name, name in known ? known[name] : blankOf(properties[name] as Schema)]),
  );

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

function focus(form: HTMLFormElement | null, field: string): void {
  form?.querySelector<HTMLElement>(`[data-field="${field}"] :is(input, select, textarea, button)`)?.focus();
}
