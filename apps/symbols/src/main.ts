import { main } from '@marketloom/cli';
import { app } from './app.ts';

await main(app);
