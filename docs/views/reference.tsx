import { useEffect, useRef } from 'preact/hooks';
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import { OPENAPI } from '../addresses.ts';
import { madeAccessible } from './accessible.ts';

/** Every call, as the OpenAPI document has it, to read and to try. */
export function Reference() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const domNode = place.current?.appendChild(document.createElement('div'));
    if (!domNode) return;
    SwaggerUI({
      domNode,
      url: OPENAPI,
      defaultModelsExpandDepth: -1,
      docExpansion: 'list',
      // Nothing of the document goes to anyone.
      validatorUrl: null,
    });
    const stop = madeAccessible(domNode);
    return () => {
      stop();
      domNode.remove();
    };
  }, []);
  return <div ref={place} />;
}
