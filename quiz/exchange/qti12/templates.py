"""The files around the items of a package, as Canvas writes them."""

MANIFEST = """\
<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="{key}" xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1" \
xmlns:lom="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/resource" \
xmlns:imsmd="http://www.imsglobal.org/xsd/imsmd_v1p2" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1 \
http://www.imsglobal.org/xsd/imscp_v1p1.xsd http://ltsc.ieee.org/xsd/imsccv1p1/LOM/resource \
http://www.imsglobal.org/profile/cc/ccv1p1/LOM/ccv1p1_lomresource_v1p0.xsd \
http://www.imsglobal.org/xsd/imsmd_v1p2 http://www.imsglobal.org/xsd/imsmd_v1p2p2.xsd">
<metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion>
<imsmd:lom><imsmd:general><imsmd:title><imsmd:string>{title}</imsmd:string></imsmd:title>\
</imsmd:general></imsmd:lom></metadata>
<organizations/>
<resources>
{resources}</resources>
</manifest>
"""

RESOURCES = """\
<resource identifier="{key}" type="imsqti_xmlv1p2"><file href="{key}/{key}.xml"/>\
<dependency identifierref="{meta}"/></resource>
<resource identifier="{meta}" \
type="associatedcontent/imscc_xmlv1p1/learning-application-resource" \
href="{key}/assessment_meta.xml"><file href="{key}/assessment_meta.xml"/></resource>
"""

ASSESSMENT = """\
<?xml version="1.0" encoding="UTF-8"?>
<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://www.imsglobal.org/xsd/ims_qtiasiv1p2 \
http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd">
<assessment ident="{key}" title="{title}"{language}>
{fields}
<section ident="root_section">
{items}</section>
</assessment>
</questestinterop>
"""

META = """\
<?xml version="1.0" encoding="UTF-8"?>
<quiz identifier="{key}" xmlns="http://canvas.instructure.com/xsd/cccv1p0" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://canvas.instructure.com/xsd/cccv1p0 \
https://canvas.instructure.com/xsd/cccv1p0.xsd">
<title>{title}</title>
<description>{description}</description>
<shuffle_answers>{shuffle}</shuffle_answers>
<scoring_policy>keep_highest</scoring_policy>
<hide_results></hide_results>
<quiz_type>assignment</quiz_type>
<points_possible>{points}</points_possible>
<show_correct_answers>true</show_correct_answers>
<anonymous_submissions>false</anonymous_submissions>
<could_be_locked>false</could_be_locked>
<allowed_attempts>1</allowed_attempts>
<one_question_at_a_time>false</one_question_at_a_time>
<cant_go_back>false</cant_go_back>
<available>false</available>
<one_time_results>false</one_time_results>
<show_correct_answers_last_attempt>false</show_correct_answers_last_attempt>
<only_visible_to_overrides>false</only_visible_to_overrides>
<module_locked>false</module_locked>
<assignment identifier="{assignment}"><title>{title}</title><due_at/><lock_at/><unlock_at/>\
<module_locked>false</module_locked><workflow_state>unpublished</workflow_state>\
<assignment_overrides></assignment_overrides><quiz_identifierref>{key}</quiz_identifierref>\
<allowed_extensions></allowed_extensions><has_group_category>false</has_group_category>\
<points_possible>{points}</points_possible><grading_type>points</grading_type>\
<submission_types>online_quiz</submission_types><position>1</position></assignment>
<assignment_group_identifierref>{group}</assignment_group_identifierref>
<assignment_overrides></assignment_overrides>
</quiz>
"""
