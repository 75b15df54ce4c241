using Maas.Inference.Catalog;
using Maas.Inference.Loading;
using Maas.Inference.Serving;

namespace Maas.Inference.Tests.Serving;

internal sealed class EntryPlanTests
{
    private static readonly DesiredVersion First = Version("1", 0);
    private static readonly DesiredVersion Second = Version("2", 0);

    [TestCase(ModelState.Ready, ModelState.Ready, "2")]
    [TestCase(ModelState.Ready, ModelState.Away, "1")]
    [TestCase(ModelState.Away, ModelState.Ready, "2")]
    [TestCase(ModelState.Away, ModelState.Away, "2")]
    [TestCase(ModelState.Failed, ModelState.Away, "2")]
    [TestCase(ModelState.Ready, ModelState.Loading, "1")]
    public void Decide_FollowingTheHighest_TakesOneThatIsAwayOnlyWhenNoneIsReady(ModelState first, ModelState second, string expected)
    {
        var entry = new DesiredEntry { Name = "churn", Model = "churn", Versions = [First, Second], FollowsHighestReady = true };

        var plan = EntryPlan.Decide(entry, [], version => version == First ? first : second);

        Assert.That(plan.Active.Single().Key.Version, Is.EqualTo(expected));
    }

    [Test]
    public void Decide_OfSharesOfWhichOneIsAway_StaysAdopted()
    {
        DesiredVersion[] shares = [Version("1", 90), Version("2", 10)];
        var entry = new DesiredEntry { Name = "churn", Model = "churn", Versions = shares };

        var plan = EntryPlan.Decide(entry, shares, version => version.Percent == 10 ? ModelState.Away : ModelState.Ready);

        Assert.That((plan.IsAdopted, plan.Active), Is.EqualTo((true, (IReadOnlyList<DesiredVersion>)shares)));
    }

    [TestCase(ModelState.Ready, ModelState.Away, "1", false)]
    [TestCase(ModelState.Away, ModelState.Away, "2", true)]
    [TestCase(ModelState.Away, ModelState.Ready, "2", true)]
    public void Decide_OfAnotherVersionThatIsAway_TakesItOnlyInPlaceOfOneThatIsNoBetter(
        ModelState before, ModelState desired, string expected, bool isAdopted)
    {
        var (old, next) = (Version("1", 100), Version("2", 100));
        var entry = new DesiredEntry { Name = "churn", Model = "churn", Versions = [next] };

        var plan = EntryPlan.Decide(entry, [old], version => version == old ? before : desired);

        Assert.That((plan.Active.Single().Key.Version, plan.IsAdopted), Is.EqualTo((expected, isAdopted)));
    }

    [Test]
    public void Decide_FollowingTheHighestOfWhichAllAreAway_KeepsOneThatIsReady()
    {
        var entry = new DesiredEntry { Name = "churn", Model = "churn", Versions = [First], FollowsHighestReady = true };

        var plan = EntryPlan.Decide(entry, [Version("2", 100)], version => version == First ? ModelState.Away : ModelState.Ready);

        Assert.That((plan.Active.Single().Key.Version, plan.IsAdopted), Is.EqualTo(("2", false)));
    }

    private static DesiredVersion Version(string number, int percent) => new(new VersionKey("churn", number), DevicePolicy.Cpu, percent);
}
