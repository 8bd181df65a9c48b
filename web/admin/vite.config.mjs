import { pagesConfig } from '@synapse/web-kit/vite-config';

export default pagesConfig({ '/v1': 'http://127.0.0.1:8081' });
