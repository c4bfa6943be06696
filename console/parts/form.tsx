import type { ComponentChildren } from 'preact';
import { ProblemNotice } from './notice.tsx';
import type { useSubmit } from './submit.ts';

interface FormProps {
  state: ReturnType<typeof useSubmit>;
  onSubmit: () => Promise<unknown>;
  action: string;
  /** of the button while it works */
  busy?: string;
  children: ComponentChildren;
  /** beside the button */
  beside?: ComponentChildren;
}

/** A form that says what went wrong, below its fields. Its button stays reachable while it works. */
export function Form({ state, onSubmit, action, busy = 'One moment …', children, beside }: FormProps) {
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        state.submit(onSubmit);
      }}
    >
      {children}
      <ProblemNotice problem={state.problem} />
      <div class="actions">
        <button class="button button-main" type="submit" aria-disabled={state.isBusy}>
          {state.isBusy ? busy : action}
        </button>
        {beside}
      </div>
    </form>
  );
}
