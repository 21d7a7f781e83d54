export const PASSWORD_RESET_TEMPLATE = 'password-reset';
export const PASSWORD_CHANGED_TEMPLATE = 'password-changed';
