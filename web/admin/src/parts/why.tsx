interface WhyProps {
  reason: string;
  onChange: (reason: string) => void;
}

/** Asks why something is changed, for the audit trail. */
export const Why = ({ reason, onChange }: WhyProps) => (
  <label class="why">
    <span>Why</span>
    <input
      type="text"
      maxLength={500}
      placeholder="Kept in the audit trail"
      autocomplete="off"
      value={reason}
      onInput={({ currentTarget }) => onChange(currentTarget.value)}
    />
  </label>
);
