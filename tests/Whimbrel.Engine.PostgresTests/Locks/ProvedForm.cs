using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>A form on one server: what the model said, and in what the server differed, if it did.</summary>
internal sealed record ProvedForm(Form Form, int Major, Footprint Said, DatabaseSchema Schema)
{
    public string? Difference { get; init; }
}
