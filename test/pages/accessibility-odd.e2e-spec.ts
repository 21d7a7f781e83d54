import { everySecondPage } from './every-page';

everySecondPage(1);
