import { Module } from '@nestjs/common';
import { OwnPassword } from './own-password';
import { Passwords } from './passwords';

@Module({ providers: [Passwords, OwnPassword], exports: [Passwords, OwnPassword] })
export class PasswordsModule {}
