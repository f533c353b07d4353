import { app } from './app';
import { auth } from './auth';
import { customer } from './customer';
import { event } from './event';
import { health } from './health';
import { how } from './how';
import { importer } from './importer';
import { metric } from './metric';
import { report } from './report';
import { story } from './story';

/** The words of the console in 简体中文. */
export const zh = { ...app, ...auth, ...customer, ...event, ...health, ...how, ...importer, ...metric, ...report, ...story };
