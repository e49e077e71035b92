using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Types;

/// <summary>The domain that an ALTER DOMAIN is about.</summary>
internal static class DomainUse
{
    internal static RelationName Name(RuleContext context) =>
        context.Body.NameParts("typeName"u8).ToRelation() ?? default;

    /// <summary>Made by this very script: no table in use has a column of it.</summary>
    internal static bool IsNew(RuleContext context) => context.Schema.FindType(Name(context))?.CreatedBy == context.Script.Path;
}
