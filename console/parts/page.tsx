import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface PageProps {
  title: string;
  lead?: ComponentChildren;
  children: ComponentChildren;
  narrow?: boolean;
}

let isFirst = true;

/** A view: its heading takes the focus when it opens, so that a keyboard or a screen reader starts there. */
export function Page({ title, lead, children, narrow = false }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Clara`;
    if (!isFirst) {
      scrollTo(0, 0);
      heading.current?.focus({ preventScroll: true });
    }
    isFirst = false;
  }, [title]);
  return (
    <div class={narrow ? 'page page-narrow' : 'page'}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead && <p class="lead">{lead}</p>}
      {children}
    </div>
  );
}
