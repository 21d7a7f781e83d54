import { everySecondPage } from './every-page';

everySecondPage(0);
