using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules;

/// <summary>The downtime that a statement needs because of its locks: it reads or writes a whole relation while others wait for it.</summary>
internal static class DowntimeNeeded
{
    internal static Downtime By(RuleContext context)
    {
        var footprint = context.Footprint;
        foreach (var relation in footprint.Rewrites.Concat(footprint.Scans))
        {
            var mode = footprint.ModeOn(relation);
            if (mode.BlocksWrites() && !context.IsNew(relation) && context.BySize(relation) >= Severity.Warning)
            {
                var does = footprint.Rewrites.Contains(relation) ? "writes" : "reads";
                return new Downtime(DowntimeType.Minimal, context.Script.Path, context.Statement.Line, $"it {does} the whole of {relation} under {mode.Name()}");
            }
        }

        return Downtime.Zero;
    }
}
