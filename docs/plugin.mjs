/** For TypeDoc: says what is inherited once, where it is declared. */

import { Converter, ReflectionKind } from 'typedoc';

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const member of project.getReflectionsByKind(ReflectionKind.ClassMember)) {
      if (member.inheritedFrom) project.removeReflection(member);
    }
  });
}
