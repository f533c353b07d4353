import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import './design/base.css';
import './design/parts.css';
import './design/table.css';
import { start } from './i18n';

await start();
createRoot(document.getElementById('root')!).render(<App />);
