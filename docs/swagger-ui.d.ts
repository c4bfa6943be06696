/** As far as this page uses it: https://swagger.io/docs/open-source-tools/swagger-ui/usage/configuration/ */
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  export default function SwaggerUI(options: {
    domNode: HTMLElement;
    url: string;
    defaultModelsExpandDepth: number;
    docExpansion: 'list' | 'full' | 'none';
    validatorUrl: null;
  }): void;
}
