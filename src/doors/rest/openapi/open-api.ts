import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { z } from 'zod';
import { CollectionRegistry } from '../../../access/collections/registry';
import { StoredRules } from '../../../access/permissions/stored-rules';
import type { Accountability } from '../../../platform/accountability/accountability';
import { AppConfig } from '../../../platform/config/app-config';
import { ProjectRoot } from '../../../platform/config/project-root';
import { doorOf } from '../../http/door';
import { routesIn, type Route } from '../../http/route-table';
import { CollectionController } from '../collection.controller';
import { ReadableController } from '../readable.controller';
import type { DescribedRoute } from './described-route';
import { areaOf, descriptionOf, isUndescribed } from './describes.decorator';
import { errorResponses, errorSchemas } from './error-responses';
import { itemSchema, schemaName } from './item-schema';
import { JSON_SCHEMA, jsonSchemaOf, type JsonSchema } from './json-schema';
import { operationOf, templatePath } from './operation';
import { filterSchema, parameterComponents, querySchema } from './query-parameters';
import { referenced } from './referenced';
import { EVERYTHING, sightOf, type AskersSight } from './sight';

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: Readonly<Record<'schemas' | 'parameters' | 'responses' | 'securitySchemes', Readonly<Record<string, JsonSchema>>>>;
}

/** The order in which the document speaks of things; what is not named here follows. */
const ORDER = ['Authentication', 'Me', 'Users', 'Invitations', 'Registration', 'Roles', 'Policies', 'Permissions', 'Access', 'Settings', 'Activity', 'Revisions', 'Server', 'Utilities'];

/** The OpenAPI 3.1 document, read from the routes themselves. Nothing of it is made before somebody asks. */
@Injectable()
export class OpenApi {
  #described: readonly DescribedRoute[] | null = null;
  #changes: ReadonlyMap<string, JsonSchema> | null = null;
  #whole: OpenApiDocument | null = null;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly registry: CollectionRegistry,
    private readonly rules: StoredRules,
    private readonly config: AppConfig,
    private readonly root: ProjectRoot,
  ) {}

  /** Cut to what the asker may call and see, with the rights of this very moment. */
  async documentFor(caller: Accountability): Promise<OpenApiDocument> {
    const sight = sightOf(await this.rules.of(caller, null));
    // Administrators see everything there is, so their document changes no more than the program does.
    return sight === EVERYTHING && caller.kind !== 'public' ? (this.#whole ??= this.#document(sight, true)) : this.#document(sight, caller.kind !== 'public');
  }

  /** Routes of the REST door with neither a description nor a reason to have none: a mistake of ours. */
  undescribed(): string[] {
    return restRoutes(this.modules).filter((route) => !descriptionOf(route.function) || !areaOf(route.controller)).map(({ handler }) => handler);
  }

  #document(sight: AskersSight, isSignedIn: boolean): OpenApiDocument {
    const described = this.#routes().filter(({ route, description, collection }) => (isSignedIn || (route.access !== 'signed-in' && !description.forPeople)) && (!description.needs || !collection || sight.may(description.needs, collection.name)));
    const areas = [...new Set(described.map(({ area }) => area.name))];
    const paths: Record<string, Record<string, JsonSchema>> = {};
    for (const one of described) (paths[templatePath(one.route.path)] ??= {})[verbOf(one.route)] = operationOf(one, this.config.publicOrigin);
    const [parameters, responses] = [referenced(parameterComponents(), paths, 'parameters'), referenced(errorResponses(), paths, 'responses')];
    const schemas = referenced({ ...this.#schemas(described, sight), ...errorSchemas() }, [paths, parameters, responses], 'schemas');
    return {
      openapi: '3.1.0',
      // Which version runs is no stranger's business; the format wants a word here all the same.
      info: { title: 'Usher', version: isSignedIn ? this.root.version : 'unsaid', description: 'What you may call of this directory, and what it answers. The dialect is that of Directus, so @directus/sdk works as it is. SEARCH has no place of its own in OpenAPI 3.1 and stands under `x-search`.' },
      servers: [{ url: this.config.publicOrigin }],
      tags: areas.map((name) => ({ name, description: described.find(({ area }) => area.name === name && area.about)?.area.about ?? '' })),
      paths,
      components: {
        schemas,
        parameters,
        responses,
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An access token of POST /auth/login, or a static token.' },
          session: { type: 'apiKey', in: 'cookie', name: this.config.sessions.cookieName, description: 'The cookie of a session, as browsers have it.' },
        },
      },
    };
  }

  #schemas(described: readonly DescribedRoute[], sight: AskersSight): Record<string, JsonSchema> {
    const spoken = new Set(described.flatMap(({ collection }) => collection?.name ?? []));
    const changes = this.#changeSchemas();
    return {
      Json: JSON_SCHEMA,
      Filter: filterSchema(),
      Query: querySchema(),
      Meta: { type: 'object', properties: { total_count: { type: 'integer' }, filter_count: { type: 'integer' } }, additionalProperties: false },
      ...Object.fromEntries(this.registry.names.map((name) => [schemaName(name), itemSchema(this.registry.get(name), this.registry, sight, fieldsIn(changes.get(name)))])),
      ...Object.fromEntries([...spoken].flatMap((name) => (changes.has(name) ? [[`${schemaName(name)}Changes`, changes.get(name)!]] : []))),
    };
  }

  /** By collection, the schema that its commands parse with. */
  #changeSchemas(): ReadonlyMap<string, JsonSchema> {
    return (this.#changes ??= new Map(this.#routes().flatMap(({ route, area, collection }) => {
      const changes = area.changes ?? (route.instance instanceof CollectionController ? route.instance.commands.changes : undefined);
      return changes instanceof z.ZodType && collection ? [[collection.name, changes] as const] : [];
    }).filter(([name], index, all) => all.findIndex(([other]) => other === name) === index).map(([name, changes]) => [name, jsonSchemaOf(changes, 'input')])));
  }

  #routes(): readonly DescribedRoute[] {
    return (this.#described ??= restRoutes(this.modules).flatMap((route): DescribedRoute[] => {
      const [description, area] = [descriptionOf(route.function), areaOf(route.controller)];
      if (!description || !area) return [];
      const collection = route.instance instanceof ReadableController ? route.instance.collection : area.collection;
      return [{ route, area, description, collection: collection ? this.registry.get(collection) : null }];
    }).sort((one, other) => place(one) - place(other) || one.route.path.split('/').length - other.route.path.split('/').length));
  }
}

/** SEARCH is none of the methods that a Path Item of OpenAPI 3.1 may have. */
export function verbOf({ method }: Pick<Route, 'method'>): string {
  return method === 'SEARCH' ? 'x-search' : method.toLowerCase();
}

function restRoutes(modules: ModulesContainer): Route[] {
  return routesIn(modules).filter((route) => doorOf({ url: route.path }) === 'rest' && !isUndescribed(route.function, route.controller));
}

function place({ area }: DescribedRoute): number {
  const index = ORDER.indexOf(area.name);
  return index < 0 ? ORDER.length : index;
}

function fieldsIn(changes: JsonSchema | undefined): ReadonlySet<string> {
  return new Set(Object.keys((changes?.['properties'] as object | undefined) ?? {}));
}
