import { translateError } from './translate-error';
import { ApplicationError, applicationErrorsIn, throwAll } from '../errors/application-error';

/** Adds to a refusal where in the change it stands. */
export async function at<T>(place: readonly (string | number)[], step: () => Promise<T> | T): Promise<T> {
  try {
    return await step();
  } catch (thrown) {
    const errors = applicationErrorsIn(translateError(thrown));
    if (!errors) throw thrown;
    throwAll(errors.map(({ code, facts }) => new ApplicationError(code, { ...facts, path: [...place, ...((facts['path'] as string[] | undefined) ?? [])] })));
    throw thrown;
  }
}
