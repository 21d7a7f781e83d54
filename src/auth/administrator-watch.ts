/** A port: whether nobody can administer the directory. The server room fills it; the sign-in page then says where the set-up link is. */
export abstract class AdministratorWatch {
  abstract isMissing(): Promise<boolean>;
}
