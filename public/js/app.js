// Everything that scripts add to the pages. Each behaviour stands alone and binds to data-behaviour; every page works without any.
import * as Turbo from '@hotwired/turbo';

// Its progress bar puts a style element into the page, which our policy forbids; this is beyond any wait.
Turbo.config.drive.progressBarDelay = 1_000_000_000;
