import { Global, Module } from '@nestjs/common';
import { ErrorPages } from '../http/error-pages';
import { AppearanceController } from './appearance.controller';
import { readAssetUrls } from './assets';
import { Flashes } from './flash';
import { FormReceipts } from './form-receipts';
import { FormTokens } from './form-tokens';
import { HtmlErrorPages } from './html-error-pages';
import { Assets } from './html.tokens';
import { ProjectColorsController } from './project-colors.controller';
import { Pages } from './render';
import { ProjectRoot } from '../../platform/config/project-root';

@Global()
@Module({
  controllers: [AppearanceController, ProjectColorsController],
  providers: [
    Flashes,
    FormTokens,
    FormReceipts,
    Pages,
    { provide: Assets, inject: [ProjectRoot], useFactory: (root: ProjectRoot) => new Assets(readAssetUrls(root.path)) },
    { provide: ErrorPages, useClass: HtmlErrorPages },
  ],
  exports: [Pages, Flashes, FormTokens, FormReceipts, ErrorPages],
})
export class HtmlModule {}
