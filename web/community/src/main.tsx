import '@synapse/web-kit/style.css';
import './style/style.css';
import { showTheme } from '@synapse/web-kit';
import { render } from 'preact';
import { App } from './app.js';

showTheme();
render(<App />, document.querySelector('#app') as Element);
