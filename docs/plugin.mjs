/** For TypeDoc: says what is inherited once, where it is declared, and puts classes together. */

import { CommentTag, Converter, ReflectionKind } from 'typedoc';

/** In the types a class is an alias, a const and an interface. */
const classes = ['NDArray', 'NDArrayOf', 'Memmap', 'MemmapOf'];

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const member of project.getReflectionsByKind(ReflectionKind.ClassMember)) {
      if (member.inheritedFrom) project.removeReflection(member);
    }
    for (const { name, comment } of project.children ?? []) {
      if (!classes.includes(name)) continue;
      comment?.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: 'Classes' }]));
    }
  });
}
