using System.Text;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Tests.Schema;

/// <summary>Tables that no script makes: they were there before.</summary>
public sealed class PartlyKnownTests
{
    private readonly DatabaseSchema _schema = new();

    [Fact]
    public void Follows_a_constraint_of_a_table_that_was_there_before()
    {
        Apply("1.sql", "ALTER TABLE orders ADD CONSTRAINT paid CHECK (paid_at IS NOT NULL) NOT VALID");
        var constraint = Orders.Constraint("paid").ShouldNotBeNull();
        (constraint.ProvesNotNull, constraint.IsValidated, Orders.IsPartlyKnown, Orders.CreatedBy).ShouldBe(("paid_at", false, true, null));

        Apply("2.sql", "ALTER TABLE orders VALIDATE CONSTRAINT paid");
        Orders.Constraint("paid")!.IsValidated.ShouldBeTrue();

        Apply("3.sql", "ALTER TABLE orders ALTER paid_at SET NOT NULL; ALTER TABLE orders DROP CONSTRAINT paid");
        Orders.Column("paid_at")!.NotNull.ShouldBeTrue();
        Orders.Constraints.ShouldBeEmpty();
    }

    [Fact]
    public void Knows_who_made_an_index_of_a_table_that_was_there_before()
    {
        Apply("1.sql", "CREATE INDEX CONCURRENTLY ON orders (id); ALTER TABLE orders ADD COLUMN note text");
        _schema.IndexesOf(Orders.Name).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            index => index.Name.ShouldBe(new RelationName("public", "orders_id_idx")),
            index => index.CreatedBy.ShouldBe("1.sql"));
        Orders.CreatedBy.ShouldBeNull();
        Orders.Column("note")!.Type.ShouldBe("text");
    }

    [Fact]
    public void Knows_a_partition_of_a_table_that_was_there_before()
    {
        Apply("1.sql", "CREATE TABLE orders_2027 PARTITION OF orders FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')");
        var partition = _schema.ChildrenOf(Orders.Name).ShouldHaveSingleItem();
        (partition.CreatedBy, partition.IsPartition, partition.IsPartlyKnown).ShouldBe(("1.sql", true, true));
    }

    [Fact]
    public void Keeps_what_is_temporary_or_set_to_its_script()
    {
        Apply("1.sql", "CREATE TEMP TABLE orders (id int); SET search_path = app; CREATE TABLE t (id int)");
        Orders.Name.Schema.ShouldBe("pg_temp");

        SchemaChanges.EndScript(_schema);

        _schema.SearchPath.ShouldBe(["public"]);
        _schema.Find(new RelationName(null, "orders")).ShouldBeNull();
        _schema.Find(new RelationName("app", "t")).ShouldNotBeNull();
    }

    private Relation Orders => _schema.Find(new RelationName(null, "orders")).ShouldNotBeNull();

    private void Apply(string script, string text)
    {
        foreach (var statement in ParsedScript.Parse(script, Encoding.UTF8.GetBytes(text)).Statements)
            SchemaChanges.Apply(statement, _schema, script);
    }
}
